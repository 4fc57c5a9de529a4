"""Views: the object and the right to it through a selector, one service call, a page or a fragment."""
