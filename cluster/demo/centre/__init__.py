"""The story of the unified bond trading centre (统一债券交易中心), a chapter a file, told end to end or one by one."""
