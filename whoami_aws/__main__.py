"""`python -m whoami_aws` is the console script."""

from whoami_aws.cli import main

if __name__ == "__main__":
    main()
