"""The real SDKs, asked for their credentials in a network of their own, and what each of them answered."""
