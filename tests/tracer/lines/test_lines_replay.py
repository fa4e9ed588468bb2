"""The recorded changes, put together again, are the program's own states: compared at every line of many programs."""

import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracer.lines.snapshots import assert_same

PROGRAMS = {
    "loops": """
        def main():
            total = 0
            for i in range(5):
                for j in (1, 2):
                    if (i + j) % 2:
                        continue
                    total += i * j
                else:
                    total -= 1
            while total > 3:
                total //= 2
            else:
                done = True
            return total
        """,
    "a growing list of dicts": """
        history = []
        def main():
            for i in range(100):
                message = {"user": "Ada", "n": i}
                history.append(message)
                latest = history[-1]
                count = len(history)
            history[0]["n"] = "changed"
            history[50]["n"] = "changed, out of sight"
            history.pop()
            history.pop(0)
            history.insert(60, {"user": "Grace"})
            history.extend([1, 2])
            del history[3:90]
            history.clear()
        """,
    "an operator in the program's own code": """
        class Counter:
            def __init__(self, seen):
                self.seen = seen
            def __add__(self, number):
                self.seen.append(number)
                return number
        def main():
            seen = []
            counter = Counter(seen)
            total = counter + 1
            total = counter + 2
            return total
        """,
    "an operator in a library's code": """
        from collections import UserList
        def main():
            plain = [1]
            users = UserList()
            users.data = plain
            users += [2]
            users += [3]
            return plain
        """,
    "an operator of an odd value after a call": """
        class Noted(list):
            def __getitem__(self, key):
                return super().__getitem__(key)
        def first(noted, plain):
            count = 1
            count = noted[0]
            return count
        def main():
            noted = Noted([[1]])
            plain = noted[0]
            return first(noted, plain)
        """,
    "a name that is gone after an exception of a line without calls": """
        def main():
            try:
                try:
                    {}["key"]
                except KeyError as error:
                    1 / 0
            except ZeroDivisionError:
                done = True
            return done
        """,
    "a list that holds itself, too deep to be shown": """
        def main():
            d = {"k": []}
            xs = [[1], 2]
            d["k"].append([xs])
            xs[0] = xs
            xs[0] = [3]
        """,
    "a growing list of numbers": """
        def main():
            xs = []
            for i in range(45):
                xs.append(i)
            for i in range(10):
                xs.pop()
            xs.append("end")
        """,
    "dicts with other keys": """
        def main():
            d = {"a": 1, "b": 2}
            alias = d
            d["c"] = d.pop("a")
            d["a"] = d.pop("c")
            d.update(b=3)
            d["b"] = d["b"]
            nested = {"d": d}
            d["x"] = d.pop("a")
            d.popitem()
            d.setdefault("e", [])
        """,
    "nested functions, closures and nonlocal": """
        def main():
            count = 0
            names = []
            def add(name, *more, last=None, **options):
                nonlocal count
                count += 1
                names.append(name)
                def inner():
                    nonlocal count
                    count *= 2
                    return names
                return inner()
            add("a")
            x = add("b", 1, 2, last=3, option=4)
            x.append("through an alias")
            unbound = count
            del count
            try:
                add("c")
            except NameError:
                count = 7
            return count
        """,
    "generators": """
        seen = []
        def numbers(limit):
            n = 0
            try:
                while n < limit:
                    got = yield n
                    if got:
                        n = got
                        seen.append(got)
                    n += 1
            finally:
                seen.append("closed")
            return "done"
        def both():
            result = yield from numbers(3)
            yield result
        def main():
            xs = list(numbers(3))
            g = numbers(100)
            a = next(g)
            seen.append("while it waited")
            b = g.send(10)
            try:
                g.throw(ValueError("no"))
            except ValueError as error:
                c = 1
            ys = list(both())
            z = sum(n * n for n in numbers(4))
            first, *rest = numbers(4)
            h = numbers(5)
            next(h)
            h.close()
        """,
    "comprehensions": """
        def main():
            x = "kept"
            squares = [x * x for x in range(4)]
            table = {x: [y for y in range(x)] for x in range(3)}
            odd = {x for x in range(6) if x % 2}
            both = [(x, y) for x in range(2) for y in "ab"]
            total = sum(x for x in squares)
            return [z for z in both if (w := z[0])]
        """,
    "recursion": """
        def walk(tree, path=()):
            if isinstance(tree, int):
                return [path + (tree,)]
            found = []
            for i, branch in enumerate(tree):
                found += walk(branch, path + (i,))
            return found
        def main():
            return walk([1, [2, [3, 4]], [[5]]])
        """,
    "class bodies and methods": """
        class Base:
            def __init__(self, name):
                self.name = name
                self.items = []
            def add(self, item):
                self.items.append(item)
                self.last = item
                self.count = len(self.items)
                return self
        def main():
            class Room(Base):
                size = 3
                names = ["a"]
                names.append("b")
                def __init__(self):
                    super().__init__("room")
                    self.extra = {"x": 1}
                    self.extra["y"] = 2
                doubled = [name * 2 for name in names]
            room = Room()
            room.add(1).add(2)
            room.count += 10
            items = room.items
            items.append(3)
            room.items.append(4)
            del room.last
            other = room
            other.name = "renamed"
            return room.name
        """,
    "class bodies in a dict of a derived type": """
        class Names(dict):
            def __setitem__(self, name, value):
                super().__setitem__(name, value)
        class Meta(type):
            @classmethod
            def __prepare__(mcls, name, bases):
                return Names()
        def main():
            class Room(metaclass=Meta):
                size = 1
                members = []
                members.append(size)
                size += 1
                for name in "ab":
                    members.append(name)
                def join(self):
                    return self.members
            members = Room().join()
        """,
    "names in a dict at hand": """
        count = 1
        class Room:
            size = 0
        def main():
            room = Room()
            room.size = 1
            names = vars(room)
            names["size"] = 2
            names.update(size=3)
            room.size = 4
            own = room.__dict__
            own["members"] = ["Ada"]
            own["members"].append("Bo")
            members = room.members
            del names["size"]
            module = globals()
            module["count"] = 2
            seen = count
            module.pop("count")
        """,
    "match": """
        def kind(thing):
            match thing:
                case {"type": "chat", "text": text, **rest}:
                    return text
                case [first, *others] if first > 1:
                    return others
                case (a, b) | (a, b, _):
                    return a + b
                case str() as words:
                    return words
                case _:
                    return None
        def main():
            results = []
            for thing in ({"type": "chat", "text": "hi", "x": 1}, [2, 3, 4], (1, 2), "word", None):
                results.append(kind(thing))
        """,
    "try, except, finally": """
        log = []
        def risky(n):
            try:
                log.append(n)
                if n == 1:
                    raise ValueError("one")
                if n == 2:
                    return "two"
                10 / (n - 3)
            except ZeroDivisionError as error:
                log.append("zero")
                raise RuntimeError("again") from error
            except ValueError as error:
                log.append(error.args[0])
            else:
                log.append("fine")
            finally:
                log.append("finally")
                n = -n
            return n
        def main():
            for i in range(5):
                try:
                    got = risky(i)
                except RuntimeError as error:
                    cause = type(error.__cause__).__name__
            try:
                try:
                    raise KeyError("a")
                except KeyError as e:
                    e2 = 1
                    raise IndexError("b")
            except IndexError:
                pass
            raise ValueError("out of main")
        """,
    "exception groups": """
        def main():
            caught = []
            try:
                raise ExceptionGroup("some", [ValueError(1), TypeError(2)])
            except* ValueError as group:
                caught.append(len(group.exceptions))
            except* TypeError as group:
                caught.append("t")
            return caught
        """,
    "exceptions in a handler of exceptions": """
        def main():
            zero = 0
            try:
                try:
                    zero["key"]
                except TypeError as inner:
                    wrong = 1 / zero
                    never = True
            except ZeroDivisionError as outer:
                kept = True
            z = 1
        """,
    "exceptions that go on without another event": """
        def risky(n):
            try:
                1 / n
            except ZeroDivisionError as error:
                kept = n
                raise
        def nested(n):
            try:
                try:
                    risky(n)
                except ZeroDivisionError as error:
                    try:
                        kept = n
                    finally:
                        n = 1
                    raise
            except ZeroDivisionError:
                caught = True
            try:
                risky(0)
            except ZeroDivisionError as error:
                try:
                    risky(0)
                except ZeroDivisionError:
                    pass
            after = caught
        def main():
            nested(0)
            try:
                risky(0)
            except ZeroDivisionError as error:
                [
                    n
                    for n in (1, 2)
                ]
            for n in (1, 2):
                after = n
        """,
    "objects with last words": """
        said = []
        class Room:
            def __init__(self, name):
                self.name = name
            def __del__(self):
                said.append(self.name)
        def numbers():
            try:
                yield 1
            finally:
                said.append("closed")
        def main():
            said.append("nothing yet")
            room = Room("bound anew")
            room = 1
            n = room
            room = Room("deleted")
            del room
            n = 2
            waiting = numbers()
            first = next(waiting)
            waiting = None
            n = 3
            rooms = [Room("in a list")]
            rooms = {}
            n = 4
            rooms = []
            rooms.append(Room("appended"))
            rooms = None
            n = 5
        """,
    "with": """
        from contextlib import contextmanager, suppress
        entered = []
        @contextmanager
        def inside(name):
            entered.append(name)
            try:
                yield name.upper()
            finally:
                entered.pop()
        class Plain:
            def __enter__(self):
                self.on = True
                return [1]
            def __exit__(self, *what):
                self.on = False
                return True
        def main():
            with inside("a") as a, inside("b") as b:
                both = a + b
            with Plain() as xs:
                xs.append(2)
                raise ValueError
            with suppress(KeyError):
                {}["missing"]
            return both
        """,
    "exceptions in mid-statement": """
        def fail():
            raise ValueError("no")
        def main():
            xs = [1]
            d = {}
            try:
                xs[0], d["a"], y = 5, xs.append(2), fail()
            except ValueError:
                z = 1
            try:
                a = b = xs.pop() + fail()
            except ValueError:
                z = 2
            try:
                d["x"] = d.setdefault("y", 1) / 0
            except ZeroDivisionError:
                z = 3
            try:
                p, q = 1, 2, 3
            except ValueError:
                z = 4
            try:
                [z for z in (1, 2, fail())]
            except ValueError:
                z = 5
            try:
                [10 // k for k in (2, 1, 0)]
            except ZeroDivisionError:
                z = 6
        """,
    "aliases": """
        shared = {"list": [1, 2]}
        def touch(x):
            x.append(len(x))
            return x
        def main():
            a = [1]
            b = a
            c = {"a": a, "deep": {"a": a}}
            t = (a, [a])
            b.append(2)
            c["a"].append(3)
            c["deep"]["a"].append(4)
            t[1][0].append(5)
            touch(a)
            touch(c["deep"]["a"])
            mine = shared["list"]
            mine.append(3)
            shared["list"] += [4]
            a = a + [6]
            a += [7]
            b += [8]
            a, b = b, a
            b.append(9)
            add = a.append
            add(10)
            for item in (11, 12): a.append(item)
            a.append(a)
            b.append([b])
            b[-1].append("round")
        """,
    "globals": """
        count = 0
        names = set()
        config = {"on": True, "rooms": {"a": [1]}}
        nothing = None
        text = "start"
        class State:
            total = 0
        state = State()
        def bump():
            global count, created
            count += 1
            created = [count]
            names.add(count)
            return count
        def main():
            global count, nothing, text
            count = 10
            bump()
            x = bump() + bump()
            config["rooms"]["a"].append(2)
            config["on"] = not config["on"]
            rooms = config["rooms"]
            rooms["b"] = [3]
            nothing = names
            names.discard(11)
            state.total = 5
            state.total += 1
            count = count + (names.add(99) or bump())
            del text
            globals()["count"] = 1000
            bump()
        """,
    "del, star-unpacking, walrus": """
        def main():
            a, *b, c = range(6)
            *b, d = b
            (e, [f, *g]), h = (1, [2, 3, 4]), 5
            if (n := len(b)) > 1:
                del a, c
            while (n := n - 1) >= 0:
                pass
            del b[0], b[-1]
            x = y = []
            x.append(1)
            del x
            y.append(2)
            args = [*y, *g, *{"k": 1}]
            kw = {**{"a": 1}, "b": 2}
        """,
    "augmented assignment": """
        class Box:
            pass
        def main():
            xs = [1]
            same = xs
            xs += [2]
            xs *= 2
            d = {"a": 1}
            also = d
            d |= {"b": 2}
            d["a"] += 5
            d["n"] = d.get("n", 0) + 1
            s = {1}
            twin = s
            s |= {2}
            s -= {1}
            s ^= {2, 3}
            t = (1,)
            t += (2,)
            text = "a"
            text += "b"
            box = Box()
            box.value = 1
            box.value += 1
            box.items = xs
            box.items += [3]
            xs[0] += 10
            xs[1:2] = [7, 8]
            xs[-1], xs[0] = xs[0], xs[-1]
            d["xs"] = xs
            d["xs"] += [4]
            counts = {}
            for word in "a b a c".split():
                counts[word] = counts.get(word, 0) + 1
            n = 1
            n <<= 70
            n -= 1
            f = 1.5
            f -= 1.5
            f *= -1
        """,
    "containers that come to hold themselves": """
        def main():
            inner = [1]
            outer = [inner, 2]
            pair = (3, {"outer": outer})
            inner.append(pair)
            outer[1] = outer
            table = {"a": {}}
            table["a"]["table"] = table
            table["b"] = 1
            del table["a"]["table"]
        """,
    "containers of derived types": """
        from collections import Counter, OrderedDict, defaultdict, namedtuple
        class Bag(list):
            def put(self, x):
                self.append(x)
                return self
        Point = namedtuple("Point", "x y")
        def main():
            groups = defaultdict(list)
            groups["a"].append(1)
            groups["b"]
            tally = Counter("abca")
            tally["a"] += 1
            ordered = OrderedDict(a=1, b=2)
            ordered.move_to_end("a")
            bag = Bag([1]).put(2)
            bag.put(3)
            p = Point(1, [2])
            p.y.append(3)
            inside = {"groups": groups}
            groups["c"]
            data = bytearray(b"ab")
            data += b"c"
            data[0] = 0
            frozen = frozenset({1, (2, 3)})
            keyed = {(1, 2): [3], None: 4, "~": 5}
            keyed[(1, 2)].append(6)
        """,
    "C code that calls C code": """
        from collections import deque
        from functools import partial
        from heapq import heappush
        from itertools import accumulate
        def main():
            xs = []
            for _ in map(xs.append, range(3)):
                pass
            a, b = map(xs.append, "ab")
            4 in map(xs.append, (1, 2))
            heap = [5]
            heappush(heap, 1)
            push = partial(xs.append, 9)
            push()
            sorted([1, 2], key=xs.append)
            deque(map(xs.append, [7, 8]), maxlen=0)
            ys = [*filter(xs.append, [1])]
            xs.sort(key=str)
            all(xs.append(q) is None for q in (1, 2))
            list.append(xs, "end")
            getattr(xs, "append")("got")
            setattr(main, "kept", xs)
            exec("xs.append(1)", {"xs": xs})
        """,
    "C code that changes what it is given": """
        from heapq import heapify, heappush
        import heapq
        def main():
            heap = [5, 3]
            heapify(heap)
            heappush(heap, 1)
            least = heapq.heappop(heap)
            other = heap
            sorted(other, key=heap.__contains__)
            list.append(heap, "end")
            setattr(main, "kept", heap)
            exec("other.append(1)")
            getattr(heap, "append")("got")
            type(heap).append(heap, 2)
        """,
    "C code that is called later than it was named": """
        def main():
            xs = []
            later = map(xs.append, range(9))
            for _ in later:
                if xs[-1] == 3:
                    break
            a, b = later, 1
            4 in later
            again = map(xs.append, "ab")
            c, d = again
            rest = filter(xs.append, [7])
            e = [*rest]
        """,
    "lambdas, defaults and decorators": """
        def twice(f):
            calls = []
            def wrapped(*args, **kwargs):
                calls.append(args)
                return f(*args, **kwargs), f(*args, **kwargs)
            return wrapped
        @twice
        def put(x, into=[]):
            into.append(x)
            return into
        def main():
            a = put(1)
            b = put(2)
            key = lambda pair: pair[1]
            pairs = sorted([(1, "b"), (2, "a")], key=key)
            pairs.sort(key=lambda pair: -pair[0])
            fs = [lambda: i for i in range(3)]
            got = [f() for f in fs]
        """,
    "long and strange values": """
        class Thing:
            pass
        def main():
            text = "x" * 1000
            text += "y"
            words = ["z" * 500]
            words[0] += "end"
            number = 2 ** 80
            number += 1
            nan = float("nan")
            inf = [float("inf"), -0.0, 0.0]
            inf[1] = 0.0
            accents = "h\\u00e9llo"
            broken = "\\ud800"
            deep = [[[[[[1]]]]]]
            deep[0][0][0][0][0][0] = 2
            wide = list(range(200))
            wide[3] = "seen"
            wide[150] = "out of sight"
            wide.append("end")
            table = [[i] * 10 for i in range(20)]
            table[0].append(1)
            table[19][0] = "out of sight"
            truth = [1, True, 1.0]
            truth[0] = True
            truth[1] = 1
            thing = Thing()
            things = [thing, Thing]
            things[0] = 5
            things[1] = thing
            cycle = {}
            cycle["self"] = cycle
            cycle["more"] = 1
            one = two = 1000
            one = True
            one = 1
            one = 1.0
        """,
    "async": """
        import asyncio
        log = []
        async def wait(n):
            log.append(n)
            await asyncio.sleep(0)
            log.append(-n)
            return n
        async def several():
            results = [await wait(1)]
            async for x in stream():
                results.append(x)
            return results + list(await asyncio.gather(wait(2), wait(3)))
        async def stream():
            for i in range(2):
                yield i
                await wait(i)
        def main():
            asyncio.run(several())
        """,
    "shadowed builtins": """
        kept = []
        len = kept.append
        def main():
            mine = kept
            xs = []
            str = xs.append
            n = len(xs)
            str(5)
            print = xs.append
            print(3)
        """,
    "an alias of an attribute of a global object": """
        class State:
            members = ["Ada"]
            total = []
        state = State()
        state.members = []
        def main():
            mine = state.members
            mine.append(1)
            x = State.total
            x.append(2)
            state.members.append(State.total)
            x.append(3)
        """,
    "augmented assignment of a global that has other names": """
        names = [0]
        also = {"a": names}
        numbers = {1}
        def main():
            global names, numbers
            mine = names
            len(also)
            names += [1]
            other = numbers
            numbers |= {2}
            numbers -= {1}
        """,
    "a defaultdict inside another container": """
        from collections import defaultdict, OrderedDict
        class Word(str):
            pass
        def make(**more):
            return {"word": Word("a"), (1, 2): 3, "members": defaultdict(list), **more}
        state = make()
        def main():
            if "Ada" in state["members"]["lobby"]:
                never = True
            mine = {}
            mine["rooms"] = [defaultdict(int)]
            n = mine["rooms"][0]["lobby"]
            n = 2
            growing = [[1], [2]]
            growing.append(defaultdict(list))
            n = growing[2]["lobby"]
            n = 3
        """,
    "a container with a name that an except clause takes": """
        def main():
            members = []
            alias = members
            try:
                1 / 0
            except ZeroDivisionError:
                pass
            members.append(1)
            z = 1
            members[0] = {}
            members += [2]
            alias.append(3)
            try:
                pass
            except ValueError as members:
                pass
        """,
    "an iterator of C callbacks that the module's body made": """
        from itertools import chain
        xs, ys = [], []
        later = map(xs.append, range(5))
        more = chain(map(ys.append, "abc"))
        def main():
            n = len(xs), len(ys)
            for _ in later:
                n = 1
                break
            n = list(later)
            n = 2
            n = list(more)
            n = 3
        """,
    "names in a dict that the module's body has at hand": """
        class User:
            size = 0
        user = User()
        user.name = "Ada"
        names = vars(user)
        def main():
            n = len(names)
            user.name = "Bo"
            n = 2
            user.members = []
            n = 3
        """,
    "objects that share their attributes": """
        shared = {}
        def wrapped(function):
            def wrapper(*arguments):
                return function(*arguments)
            return wrapper
        class Borg:
            @wrapped
            def __init__(self):
                self.__dict__ = shared
        first = Borg()
        def main():
            n = len(shared)
            first.name = "Ada"
            n = 2
        """,
    "last words of an object inside another one": """
        said = []
        class Inner:
            def __del__(self):
                said.append(1)
        class Outer:
            def __init__(self):
                self.inner = Inner()
        def main():
            said
            holder = Outer()
            holder = 1
            n = 2
            n = 3
        """,
    "last words of an object of a local class inside another one": """
        said = []
        class Outer:
            pass
        def main():
            class Inner:
                def __del__(self):
                    said.append(2)
            holder = Outer()
            holder.inner = Inner()
            n = len(said)
            holder = 1
            n = 2
            n = 3
        """,
    "C callbacks of an object that is gone": """
        import weakref
        gone = []
        class Thing:
            pass
        kept = Thing()
        reference = weakref.ref(kept, gone.append)
        def drop():
            global kept
            kept = None
            n = 1
            n = 2
        def main():
            gone
            drop()
            thing = Thing()
            final = weakref.finalize(thing, gone.append, 1)
            thing = 1
            n = 2
            n = 3
            thing = Thing()
            one = weakref.ref(thing, gone.append)
            thing = 1
            n = 2
            n = 3
        """,
    "an equal list in the place of another one": """
        table = {"k": []}
        def main():
            table
            mine = []
            table["k"] = mine
            mine.append(1)
            other = [[2], 3]
            inner = [2]
            other[0] = inner
            inner.append(4)
        """,
    "lines in one": """
        def main():
            xs = []; ys = xs; xs.append(1); ys.append(2)
            xs.pop(); xs.append([3])
            if xs: z = xs.pop(); xs.append({}); xs[-1]["a"] = 1
            for i in range(3): xs.append(i); z = i
            zs = []
            (xs or zs).append("either")
            total = sum(
                n
                for n in [
                    1,
                    2,
                ]
            )
            d = dict(
                a=xs.pop(),
                b=[len(xs),
                   xs.append(0)],
            )
        """,
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_replayed_changes_are_the_programs_states(source: str) -> None:
    with ThreadPoolExecutor(1) as fresh:  # the main thread may have an event loop running: the browser tests' own
        fresh.submit(assert_same, textwrap.dedent(source)).result()


NAMES = st.sampled_from(["a", "b", "xs", "ys", "d", "s"])
LISTS = st.sampled_from(["xs", "ys", "d['k']", "xs[0]", "glob"])
SIMPLE = st.sampled_from(
    ["a", "b", "1", "True", "'t'", "[]", "[a]", "{}", "xs", "ys", "glob", "{'n': xs}", "(xs, a)", "None"]
)
SHORT = st.sampled_from(["1", "'t'", "[a]", "[1]", "(xs,)", "[[], {}]"])
"""What can be added in a loop without growing out of hand."""

STATEMENTS = st.one_of(
    st.builds("{} = {}".format, NAMES, SIMPLE),
    st.builds("{} = {} = {}".format, NAMES, NAMES, SIMPLE),
    st.builds("{}.append({})".format, LISTS, SIMPLE),
    st.builds("{}.append({}); {} = {}".format, LISTS, SIMPLE, NAMES, SIMPLE),
    st.builds("{} += {}".format, NAMES, SHORT),
    st.builds("{}[0] = {}".format, LISTS, SIMPLE),
    st.builds("{}.pop()".format, LISTS),
    st.builds("{}.insert(0, {})".format, LISTS, SIMPLE),
    st.builds("{} = {}.pop(), {}".format, NAMES, LISTS, SIMPLE),
    st.builds("d['k'] = {}".format, SIMPLE),
    st.builds("d.update(k={}, z={})".format, SIMPLE, SIMPLE),
    st.builds("glob.extend({})".format, SHORT),
    st.builds("del {}".format, NAMES),
    st.builds("s.add({})".format, st.sampled_from(["1", "'q'", "(1, 2)", "None"])),
    st.builds("{} = touch({}, {})".format, NAMES, LISTS, SIMPLE),
    st.builds("{} = inner({})".format, NAMES, SIMPLE),
    st.builds("{} = [q for q in list({})[:4] if not touch(q, 1)]".format, NAMES, SIMPLE),
    st.builds("{} = list(lazily({}))".format, NAMES, SIMPLE),
    st.builds("box.x = {}".format, SIMPLE),
    st.builds("box.x.append({})".format, SIMPLE),
    st.builds("for {} in list({})[:3]: {}.append({})".format, NAMES, SIMPLE, LISTS, SIMPLE),
)
PROGRAM = """
glob = [0]
class Box:
    pass
def touch(x, y):
    global counter
    counter = y
    x.append(y)
    return x
def lazily(items):
    for item in list(items)[:4]:
        yield item
        glob.append(item)
def main():
    box = Box()
    a, b, d, s = 1, "b", {{"k": []}}, set()
    xs = ys = [[1], 2]
    def inner(v):
        nonlocal a
        a = v
        xs.append(a)
        return xs
{body}
"""


TRIED = """
    try:
        {}
    except Exception as error:
        pass
"""
LOOPED = """
    for turn in range(3):
        try:
            {}
        except Exception as error:
            pass
"""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(STATEMENTS, st.booleans()), min_size=1, max_size=14))
def test_replayed_changes_are_the_states_of_any_program(statements: list[tuple[str, bool]]) -> None:
    """Each statement may fail, in the middle or not; half of them are run in a loop."""
    body = [LOOPED.format(text) if loops else TRIED.format(text) for text, loops in statements]
    assert_same(PROGRAM.format(body="".join(body)))
