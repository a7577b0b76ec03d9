"""Every kind of host, on this machine alone: `make test-hosts` deploys to each and lets a browser read there."""
