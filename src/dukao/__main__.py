"""``python -m dukao`` is the ``dukao`` command."""

from dukao.cli import main

main()
