"""Pages and API over the books (管理平台)."""
