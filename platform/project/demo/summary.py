"""What the demonstration says when it is ready: addresses, sign-ins, and what just happened."""

from project.demo import sign_ins
from project.demo.opening import Happened
from project.demo.towns import PASSWORD, TOWNS
from project.roles import ROLES


def show(happened: Happened, *, port: int) -> None:
    """Print the summary for a person at a terminal."""
    print()
    if port:
        print("  Küszöb is at work. Six towns, each behind its own wall:\n")
        for town in TOWNS:
            address = f"http://{town.slug}.localhost:{port}"
            print(f"    {address:<34} {town.office_name}")
        address = f"http://localhost:{port}"
        print(f"    {address:<34} the operator of the service\n")
        print("  Sample sign-ins (every office; here for Pécs):\n")
        for role in ROLES:
            where = "operator" if role == "operator" else "pecs"
            print(f"    {role.replace('_', ' '):<18} {sign_ins.email(role, where)}")
        print(f"\n    password      {PASSWORD}")
        print("    second step   the sign-in page shows the sample authenticator's code\n")
    print("  What just happened:\n")
    print(f"    {happened.planned} payment reminders planned, {sum(happened.excluded.values())} tenancies left out:")
    for reason, number in sorted(happened.excluded.items(), key=lambda item: -item[1]):
        print(f"      {number:>5}  {reason.replace('_', ' ')}")
    _show_exchange(happened)
    if port:
        print("\n  Sample data – not the data of the real offices. Ctrl-C stops everything.")


def _show_exchange(happened: Happened) -> None:
    exchange = happened.exchange
    if not exchange:
        return
    proposals = exchange.get("proposals") or {}
    if isinstance(proposals, dict):
        lengths = ", ".join(f"{number} of length {length}" for length, number in sorted(proposals.items()))
        print(f"    exchange proposals: {lengths or 'none'}; vacancy chains: {exchange.get('chains', 0)}")
    towns = exchange.get("towns")
    if isinstance(towns, list):
        print(f"    towns in them: {', '.join(map(str, towns))}")
