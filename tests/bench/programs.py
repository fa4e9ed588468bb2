"""What the tracers of lines are measured on: three small programs, as a lesson could hold them."""


def scalar(n: int) -> int:
    """Numbers in a loop: four lines a turn."""
    total = 0
    for i in range(n):
        x = i * 3 + total % 7
        if x % 2:
            total += x
        else:
            total -= 1
    return total


def handle(n: int) -> int:
    """A handler that appends to a growing history: six lines a message."""
    history: list[dict[str, str]] = []
    count = 0
    for i in range(n):
        message = {"user": "Ada", "text": "message " + str(i)}
        history.append(message)
        count = len(history)
        latest = history[-1]["text"]
        if latest == "":
            break
    return count


def fib(n: int) -> int:
    """Recursion: two lines a call."""
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
