"""Registry and settlement (注册登记与结算): accounts, issuance, holdings, delivery versus payment, surrender."""
