"""Where the machine is touched: environment, files, endpoints, programs, clock. Everything it learns becomes a fact of
the Host; secrets stay in the SecretStore.
"""
