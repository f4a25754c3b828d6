"""What the programs beside this folder share: servers, tokens, gateways and load on one machine's loopback interface.

machine    programs that have to be there, ports, processor cores, folders
server     a process that listens: its start and end, its processor time, memory and descriptors
tokens     a key, its JWKS, and access tokens of every kind
gateways   configurations of the gateways that are compared
asking     single requests, and what a gateway counts
load       closed loops (wrk) and open loops (paced, in C beside this file)
"""
