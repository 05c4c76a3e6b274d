"""What somebody may see: whom they find by what, and how a person is shown to them; the one place of that rule."""
