"""
Tools for AI assistants over the Model Context Protocol, so that what they translate keeps to the approved terms.

    padanan mcp      an assistant starts it, and asks on its standard input

Start reading at `tools.py`: what can be asked. `answers.py` says what comes back, `proposals.py` how a proposal reaches the
store; `server.py` speaks the protocol, and alone needs its SDK, which not everybody installs.
"""
