"""guanxi (关系): appraise customer relationships as assets and invest where each yuan earns most."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guanxi.core import models as models
    from guanxi.entry.api import Brand as Brand
    from guanxi.entry.api import open as open

__version__ = "0.1.0"
__all__ = ["Brand", "__version__", "models", "open"]


def __getattr__(name: str) -> Any:
    """Load the Python door only when it is used, so that `import guanxi` stays light."""
    if name == "models":
        from guanxi.core import models

        return models
    if name in {"open", "Brand"}:
        from guanxi.entry import api

        return getattr(api, name)
    raise AttributeError(f"module 'guanxi' has no attribute {name!r}")
