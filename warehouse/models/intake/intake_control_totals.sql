-- R6, R7: the contract is the YAML beside this file; the macro carries it out.
{{ intake() }}
