"""What a calibration may weigh: terms of the four looks that can speak of growth to come."""

CANDIDATES: dict[str, tuple[str, str]] = {
    "headroom": ("wallet", "rank(headroom)"),
    "wallet": ("wallet", "rank(wallet)"),
    "cross_buy": ("cross_buy", "rank(cross_buy)"),
    "engagement": ("engagement", "engagement"),
    "stage": ("stage", "stage"),
    "usual": ("wallet", "rank(usual)"),
    "expected": ("wallet", "rank(expected)"),
    "largest": ("wallet", "rank(largest)"),
    "swing": ("wallet", "rank(swing)"),
    "own_room": ("wallet", "rank(expected - recent / 4)"),
    "remembered_room": ("wallet", "rank(expected + memory / 4 - recent / 4)"),
    "room_size": ("wallet", "share(rise(expected, recent / 2, swing))"),
    "lively_swing": ("engagement", "p_alive * rank(swing)"),
    "room_usual": ("wallet", "rank(rise(usual, recent / 2, swing))"),
    "room_expected": ("wallet", "rank(rise(expected, recent / 2, swing))"),
    "memory": ("engagement", "rank(memory)"),
    "tenure": ("engagement", "rank(tenure)"),
    "newcomer": ("stage", "inverse(rank(tenure))"),
    "return": ("stage", "rank(rise(usual, recent, swing))"),
    "return_expected": ("stage", "rank(rise(expected, recent, swing))"),
    "shortfall": ("stage", "rank(usual - recent)"),
    "quiet": ("stage", "inverse(rank(recent))"),
    "late": ("stage", "rank(ratio(silence * orders, tenure))"),
}
"""Name: look and expression. Of purchases and money known on the day; each is one person's place among all."""
