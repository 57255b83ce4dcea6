"""`python -m web` is `padanan`."""

from web.cli import main

if __name__ == "__main__":
    main()
