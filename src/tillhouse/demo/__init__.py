"""The sample shop: `tillhouse.demo.shop.generate_shop`."""
