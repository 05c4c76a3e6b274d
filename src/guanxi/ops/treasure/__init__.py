"""The treasure map 用户资产寻宝图."""
