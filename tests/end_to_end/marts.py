"""What each mart reports, as sums that must be equal: to silver's, and to one another's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """The last of `columns` is summed per each of the others over `rows`, a query.

    `is_exact` where nothing is rounded: then not even half a cent may differ.
    """

    audience: str
    rows: str
    columns: str = "currency_code, amount"
    is_exact: bool = False


def silver(amount: str = "net_amount", condition: str = "true") -> Measure:
    """All that counts: order lines and records of returns."""
    return Measure(
        "silver",
        f"select currency_code, {amount} as amount from silver.sales_and_returns where {condition}",
    )


def sales(amount: str, mart: str, condition: str = "true") -> Measure:
    """A mart of sales."""
    return _of("sales", amount, mart, condition)


def marketing(amount: str, mart: str, condition: str = "true") -> Measure:
    """A mart of marketing."""
    return _of("marketing", amount, mart, condition)


def operations(amount: str, mart: str, condition: str = "true") -> Measure:
    """A mart of operations."""
    return _of("operations", amount, mart, condition)


def service(amount: str, mart: str, condition: str = "true") -> Measure:
    """A mart of service."""
    return _of("service", amount, mart, condition)


def _of(audience: str, amount: str, mart: str, condition: str) -> Measure:
    rows = f"select currency_code, {amount} as amount from {mart} where {condition}"
    return Measure(audience, rows)


YEARS = "period_type = 'year'"
ALL = "dimension = 'all'"
ALL_YEARS = f"{YEARS} and dimension = 'all'"
KNOWN = "customer_key <> 'unknown'"
BUYERS = (
    "customer_key in (select customer_key from silver.order_lines"
    f" where is_counted and not is_return and {KNOWN})"
)
# Not a total, and why: what each has of it is held against silver in specs and audits.
PARTIAL = {
    "top_products": "only the best",
    "top_customers": "only the best",
    "product_movers": "two months",
    "price_changes": "days around a change",
    "sales_team_incentive_lines": "only lines with an incentive",
    "incentive_payouts": "only who ever earned one",
    "incentive_clawbacks": "only what came back",
    "campaign_results": "only campaigns",
    "coupon_offers": "only who gets one",
    "coupon_redemptions": "only what was bought with a coupon",
    "rfm_scores": "one currency of each customer",
}
REACHED = "customer_key in (select customer_key from science.contact_points where is_contactable)"
UNREACHED = f"{KNOWN} and not {REACHED}"
VERTICAL: dict[str, tuple[Measure, Measure]] = {
    "fact_sales": (sales("net_amount", "fact_sales"), silver()),
    "fact_returns": (
        sales("return_amount", "fact_returns"),
        silver("case when is_return then -net_amount else 0 end"),
    ),
    "sales_by_period": (sales("net_amount", "sales_by_period", ALL_YEARS), silver()),
    "sales_performance": (sales("net_amount", "sales_performance", ALL_YEARS), silver()),
    "product_demand": (sales("net_amount", "product_demand", ALL), silver()),
    "new_and_returning_customers": (
        sales("net_amount", "new_and_returning_customers", YEARS),
        silver(),
    ),
    "customer_analysis": (
        sales("lifetime_value_amount", "customer_analysis"),
        silver(condition=KNOWN),
    ),
    "customer_regions": (sales("net_amount", "customer_regions"), silver(condition=KNOWN)),
    "cohort_values": (sales("net_amount", "cohort_values"), silver(condition=BUYERS)),
    "discount_depth": (sales("net_amount", "discount_depth", ALL), silver()),
    "discount_impact": (
        sales("net_amount", "discount_impact", ALL),
        silver(condition="promotion_key is not null"),
    ),
    "promotion_share": (sales("net_amount", "promotion_share", ALL), silver()),
    "marketing_contacts": (
        marketing("spend_amount", "marketing_contacts"),
        silver(condition=REACHED),
    ),
    "marketing_customer_categories": (
        marketing("spend_amount", "marketing_customer_categories"),
        silver(condition=REACHED),
    ),
    "unreachable_customers": (
        marketing("spend_amount", "unreachable_customers"),
        silver(condition=UNREACHED),
    ),
    "customer_data_mart": (
        marketing("total_sales", "customer_data_mart"),
        silver(condition=REACHED),
    ),
    "sales_team_data_mart": (operations("total_sales", "sales_team_data_mart"), silver()),
    "staff_ranking": (operations("total_sales", "staff_ranking"), silver()),
    "incentive_history": (operations("total_sales", "incentive_history"), silver()),
    "store_performance": (operations("net_amount", "store_performance", YEARS), silver()),
    "store_tier_mix": (operations("net_amount", "store_tier_mix", YEARS), silver()),
    "customer_360": (service("spend_amount", "customer_360"), silver(condition=KNOWN)),
    "payments_by_method": (
        sales("paid_amount", "payments_by_method", YEARS),
        Measure(
            "silver",
            "select coalesce(currency_code, 'USD') as currency_code, amount from silver.payments",
        ),
    ),
    "customer_timeline": (
        service(
            "case when event_type = 'return' then -amount else amount end",
            "customer_timeline",
            "(event_type = 'order' and event_status = 'completed') or event_key like 'line %'",
        ),
        silver(condition=KNOWN),
    ),
}
MONTHLY = "cast(date_trunc('month', date_day) as date) as month"
STORE = "source_system, store_id"
HORIZONTAL: dict[str, tuple[Measure, Measure]] = {
    "net of every period": (
        Measure(
            "sales",
            f"select * from sales_performance where {ALL}",
            "period_type, period_start_date, currency_code, net_amount",
            is_exact=True,
        ),
        Measure(
            "sales",
            f"select * from sales_by_period where {ALL}",
            "period_type, period_start_date, currency_code, net_amount",
            is_exact=True,
        ),
    ),
    "net of every period over new and returning customers": (
        Measure(
            "sales",
            "select *, new_net_amount + returning_net_amount + anonymous_net_amount as parts"
            " from new_and_returning_customers",
            "period_type, period_start_date, currency_code, parts",
        ),
        Measure(
            "sales",
            f"select *, net_amount as parts from sales_performance where {ALL}",
            "period_type, period_start_date, currency_code, parts",
        ),
    ),
    "net of a store in every period": (
        Measure(
            "sales",
            "select * from sales_performance where dimension = 'store'",
            "period_type, period_start_date, member_name, net_amount",
        ),
        Measure(
            "operations",
            "select * from store_performance where order_count > 0",
            "period_type, period_start_date, store_name, net_amount",
        ),
    ),
    "units of a category": (
        Measure(
            "sales",
            "select * from product_demand where dimension = 'category' and unit_count <> 0",
            "member_name, currency_code, unit_count",
            is_exact=True,
        ),
        Measure(
            "sales",
            "select * from sales_by_period"
            " where period_type = 'year' and dimension = 'category' and unit_count <> 0",
            "member_name, currency_code, unit_count",
            is_exact=True,
        ),
    ),
    "lifetime value of a country": (
        Measure(
            "sales",
            "select * from customer_analysis",
            "country_code, state_code, currency_code, lifetime_value_amount",
        ),
        Measure(
            "sales",
            "select * from customer_regions where buyer_count > 0",
            "country_code, state_code, currency_code, net_amount",
        ),
    ),
    "spend of a customer, for sales and for service": (
        Measure(
            "sales",
            "select * from customer_analysis where is_main_currency and lifetime_value_amount <> 0",
            "currency_code, lifetime_value_amount",
            is_exact=True,
        ),
        Measure(
            "service",
            "select * from customer_360 where spend_amount <> 0",
            "currency_code, spend_amount",
            is_exact=True,
        ),
    ),
    "sales on promotion": (
        Measure(
            "sales",
            f"select * from promotion_share where {ALL} and promotion_net_amount <> 0",
            "currency_code, promotion_net_amount",
        ),
        Measure(
            "sales",
            f"select * from discount_impact where {ALL}",
            "currency_code, net_amount",
        ),
    ),
    "net of a category in a month": (
        Measure(
            "sales",
            f"select {MONTHLY}, category_name, currency_code, net_amount from fact_sales"
            " join dim_product using (product_version_key)",
            "month, category_name, currency_code, net_amount",
        ),
        Measure(
            "sales",
            "select * from sales_by_period"
            " where period_type = 'month' and dimension = 'category' and net_amount <> 0",
            "period_start_date, member_name, currency_code, net_amount",
        ),
    ),
    "returns of a month": (
        Measure(
            "sales",
            f"select {MONTHLY}, currency_code, return_amount from fact_returns",
            "month, currency_code, return_amount",
        ),
        Measure(
            "sales",
            "select * from sales_by_period"
            " where period_type = 'month' and dimension = 'all' and return_amount <> 0",
            "period_start_date, currency_code, return_amount",
        ),
    ),
    "net of a store in a month": (
        Measure(
            "sales",
            f"select {MONTHLY}, coalesce(nullif(split_part(store_key, ':', 2), ''), 'unknown')"
            " as store, net_amount"
            " from fact_sales",
            "month, store, net_amount",
        ),
        Measure(
            "operations",
            "select * from store_performance where period_type = 'month' and net_amount <> 0",
            "period_start_date, store_id, net_amount",
        ),
    ),
    "net of a store's tiers": (
        Measure(
            "operations",
            "select * from store_tier_mix",
            f"period_type, period_start_date, {STORE}, net_amount",
        ),
        Measure(
            "operations",
            "select * from store_performance where order_count > 0",
            f"period_type, period_start_date, {STORE}, net_amount",
        ),
    ),
    "net of a store's salespeople in a month": (
        Measure("operations", "select * from staff_ranking", f"sales_month, {STORE}, total_sales"),
        Measure(
            "operations",
            "select * from store_performance where period_type = 'month' and net_amount <> 0",
            f"period_start_date, {STORE}, net_amount",
        ),
    ),
    "sales of a salesperson in a month": (
        Measure(
            "operations",
            "select * from staff_ranking",
            f"sales_month, {STORE}, sales_person_id, total_sales",
            is_exact=True,
        ),
        Measure(
            "operations",
            "select * from sales_team_data_mart",
            f"sales_month, {STORE}, sales_person_id, total_sales",
            is_exact=True,
        ),
    ),
    "incentive of a salesperson in a month": (
        Measure(
            "operations",
            "select * from incentive_history",
            f"sales_month, {STORE}, sales_person_id, incentive",
            is_exact=True,
        ),
        Measure(
            "operations",
            "select * from sales_team_data_mart",
            f"sales_month, {STORE}, sales_person_id, incentive",
            is_exact=True,
        ),
    ),
    "tickets of a month": (
        Measure(
            "sales",
            f"select {MONTHLY}, issue_type, ticket_count from fact_tickets",
            "month, issue_type, ticket_count",
            is_exact=True,
        ),
        Measure(
            "service",
            "select * from support_patterns",
            "opened_month, issue_type, ticket_count",
            is_exact=True,
        ),
    ),
    "events of a customer": (
        Measure(
            "service",
            "select customer_key, 1 as event_count from customer_timeline"
            " where event_type in ('ticket opened', 'ticket resolved', 'web visit', 'return')",
            "customer_key, event_count",
            is_exact=True,
        ),
        Measure(
            "service",
            "select customer_key, ticket_count + resolved_ticket_count + session_count"
            " + return_count as event_count from customer_360",
            "customer_key, event_count",
            is_exact=True,
        ),
    ),
    "spend of a contact": (
        Measure(
            "marketing",
            "select * from customer_data_mart",
            "source_system, customer_id, total_sales",
        ),
        Measure(
            "marketing",
            "select * from marketing_contacts where spend_amount <> 0",
            "source_system, customer_id, spend_amount",
        ),
    ),
    "spend of a contact over its categories": (
        Measure(
            "marketing",
            "select * from marketing_customer_categories",
            "customer_key, spend_amount",
        ),
        Measure(
            "marketing",
            "select * from marketing_contacts where spend_amount <> 0",
            "customer_key, spend_amount",
        ),
    ),
}
