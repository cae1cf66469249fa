"""Staff at the web app: accounts, signing in, what each role may do, and the audit of it all."""
