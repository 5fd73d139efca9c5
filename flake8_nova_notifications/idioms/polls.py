#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""Polls and work: what the name of a call says about what it does.

A wait asks again for what somebody else does; a retry does the work again.
The verb of what is repeated tells the two apart best: of loops that repeat
observing verbs only, 115 of 117 read in OpenStack code were waits.
"""

import ast
import enum
import re
import string

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import command_lines
from flake8_nova_notifications.idioms import probes


class Kind(enum.Enum):
    """What a call does, as its name says it."""

    POLL = 'poll'
    WORK = 'work'
    PLAIN = 'plain'     # computes from what is at hand
    UNKNOWN = 'unknown'


_POLLS = frozenset('''
    get gets show list lists exists exist is isfile isdir isalive has have
    status state stat statuses refresh query lookup find fetch read poll
    check checks describe search count ping info see peek inspect examine
    retrieve load reload view detail details test verify validate probe
    available select observe look ready done empty complete completed
    condition predicate cond assert
    finished lexists ismount islink are was can contains matches match
    head scan discover print iter receives recv peek collect locate
    paginate paginator pages page paged listdir scandir iterdir glob rglob
    walk
    all any first one scalar filter
    contains progress alive locked running active deleted visible
    synced connected registered reached healthy
    readline readlines
'''.split())
_WORKS = frozenset('''
    create delete remove destroy add attach detach mount umount unmount plug
    unplug set unset update save put post patch send push write start stop
    restart reboot launch spawn run execute exec call invoke make build
    rebuild allocate deallocate acquire release lock unlock connect
    disconnect reconnect login logout open close bind unbind register
    unregister enable disable activate deactivate apply commit rollback
    flush clean cleanup clear reset resize migrate evacuate copy move rename
    upload download import export install uninstall configure setup init
    initialize initialise process handle perform retry request submit
    publish emit notify cast dispatch drain consume pop kill terminate abort
    cancel resume suspend pause rescue shelve unshelve map unmap extend
    shrink clone snapshot restore sync renew extend replace insert append
    purge archive flip prestart announce
    assign unassign associate disassociate provision deprovision teardown
    respawn deploy undeploy heal recover modify change
    rmtree rmdir mkdir makedirs unlink
    touch chmod chown symlink link truncate increment decrement step tick
    generate
    next shuffle fire trigger checkout pull use shutdown shut power poweroff
    poweron switch toggle
'''.split())
# Verbs that are none of asking, whatever stands behind them: they make it so,
# ``ensure_is_mounted``, or something else of it, ``convert_lines``.
_ORDERS = frozenset('''
    ensure assure enforce guarantee prepare populate fill fix repair transfer
    convert translate encode decode compress encrypt sort split group merge
    schedule try
'''.split())
# Names that end like this ask, however they begin (``snapshot_get``,
# ``copy_task_completed``), unless they begin with setting something.
_ASKING_ENDS = frozenset('''
    get exists exist show status state complete completed finished ready done
    alive running active progress empty available synced reached connected
    healthy
'''.split())
_SETTING = frozenset('''
    set mark update save put change make notify report send reset create
    delete remove clear add post publish emit
'''.split())
_SENDING = frozenset(('notify', 'send', 'publish', 'emit'))
# Said of a thing, not to it: with arguments they are orders.
_ADJECTIVES = frozenset((
    'done', 'ready', 'complete', 'completed', 'finished', 'empty', 'active',
    'running', 'connected'))
# They do whatever they are told: their arguments tell.
_GENERAL = frozenset((
    'call', 'exec', 'execute', 'invoke', 'request', 'run', 'send', 'submit',
    'perform', 'func', 'method'))
# Verbs that say nothing themselves: the words after them are read.
_EMPTY_VERBS = frozenset((
    'api', 'cmd', 'do', 'inner', 'just', 'maybe', 'really', 'safe', 'ssh',
    'try', 'async', 'hard', 'force', 'graceful', 'gracefully'))

# Whoever starts a process again retries, unless its command only asks.
_STARTING = frozenset((
    'subprocess.Popen', 'multiprocessing.Process', 'os.spawnv',
    'eventlet.green.subprocess.Popen'))
_STARTERS = frozenset(
    dotted.rpartition('.')[2] for dotted in _STARTING)

_LETTERS = re.compile('[A-Za-z]+')

# Builtins and parsers that only turn what was seen into something else.
_PLAIN = frozenset('''
    len any all set list dict tuple int str float bool sorted sum min max
    getattr hasattr isinstance range enumerate zip next iter repr filter map
    lower upper strip split splitlines rstrip lstrip startswith endswith
    join format keys values items get json load loads decode encode replace
    groupdict
    fromstring group groups find findtext text index count difference union
    intersection issubset issuperset partition rpartition search match
    fullmatch findall print unparse
    round abs divmod type id hash super
'''.split())

# They translate a text.
_TRANSLATES = frozenset(('_', '_LI', '_LW', '_LE', '_LC', 'gettext'))
# A helper that logs or prints, whatever it is a method of.
_TALK = frozenset(('log', 'debug', 'warn', 'warning', 'echo', 'print'))

_CAMEL = re.compile(r'(?<=[a-z0-9])(?=[A-Z])')
_CLASS = re.compile('_*[A-Z][A-Za-z]*[a-z]')
# Verbs that say what is done wherever they stand: ``kube_get_secret``.
_READS = frozenset((
    'get', 'list', 'show', 'has', 'is', 'describe', 'exists', 'query'))


def words(name: str) -> list[str]:
    """The words of a snake_case or CamelCase name, in lower case."""
    return [
        word.lower() for part in name.split('_') if part
        for word in _CAMEL.split(part)]


def kind(source: SourceFile, call: ast.Call) -> Kind:
    """Tell a poll from work by the callee's verb and its plain arguments."""
    name = callee_name(call)
    if name in _TRANSLATES:
        return Kind.PLAIN
    spoken = _from_verb(name)
    if not spoken:
        return Kind.UNKNOWN
    verb = _without_try(spoken[0])
    if verb in source.options.nvn_looks:
        return Kind.POLL
    if _is_plain(source, call, name) or verb in _TALK:
        return Kind.PLAIN
    if _takes_from_queue(call, verb):
        return Kind.WORK
    if _sends_nothing(source, call, name) or probes.tries_to_connect(
            source, call) or probes.opens_page(call, spoken):
        return Kind.POLL
    if starts_process(source, call):
        return Kind.WORK
    if name[:1].isupper() and not name.isupper() and isinstance(
            call.func, ast.Name):
        # An object made of what is at hand.
        return Kind.PLAIN
    if len(spoken) > 1 and spoken[-1] in _ASKING_ENDS and (
            verb not in _SETTING):
        return Kind.POLL
    runs = spoken in (['check', 'call'], ['check', 'output'])
    if verb in _GENERAL or verb in _WORKS or runs or (
            spoken[-1] == 'command'):
        given = _given_words(source, call)
        if (_asks(source, call) or verb in _GENERAL and _is_given_read(
                call)) and verb != 'create':
            return Kind.POLL
        # ``check_call(command)`` returns nothing: it is for what it does.
        told = name != 'check_call' and (
            verb in _GENERAL or verb not in _WORKS)
        if told and not given & _WORKS:
            return Kind.UNKNOWN
        return Kind.WORK
    if len(spoken) == 1 and verb in _ADJECTIVES and call.args:
        return Kind.UNKNOWN
    if verb in _POLLS or spoken[-1] in _POLLS or name.isupper() or (
            _reads_of(spoken)):
        return Kind.POLL
    if spoken[-1] in _SENDING:
        # ``systemd_notify(pid)``
        return Kind.WORK
    return Kind.POLL if _asks(source, call) else Kind.UNKNOWN


def _reads_of(spoken: list[str]) -> bool:
    """``kube_get_secret``, ``lldp_has_neighbour``: of whom it asks is first.

    Whatever else is a verb stands behind: ``volume_get_or_create`` works.
    """
    return any(
        word in _READS for word in spoken[1:-1]) and not any(
            word in _WORKS or word in _ORDERS for word in spoken)


def _is_given_read(call: ast.Call) -> bool:
    """``execute(node, Command.get_power)``, a method of a class."""
    return any(
        isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name)
        and _CLASS.match(given.value.id) is not None
        and words(given.attr)[:1] in (['get'], ['list'], ['show'], ['query'])
        for given in call.args)


def _asks(source: SourceFile, call: ast.Call) -> bool:
    return command_lines.asks(
        _given_words(source, call), _given_texts(source, call))


def runs_question(source: SourceFile, call: ast.Call) -> bool:
    """``ssh.exec_command('grep done /var/log/install.log')``.

    A command line that is written there tells more than the verb that runs
    it: ``'uname -a'`` is run to see whether the host answers.
    """
    return _from_verb(callee_name(call))[0] in _GENERAL and _asks(
        source, call)


def starts_process(source: SourceFile, call: ast.Call) -> bool:
    """Whether a process is started whose command does more than ask."""
    return callee_name(call) in _STARTERS and source.once(Names).dotted(
        call.func) in _STARTING and not (
            _asks(source, call))


def gives_order(name: str) -> bool:
    """``ensure_ports``, ``convert_lines``: more is done than asked for."""
    return not _ORDERS.isdisjoint(_from_verb(name)[:1])


def says_work(call: ast.Call) -> bool:
    """Whether a call's verb, whatever it is given, is one of working."""
    spoken = _from_verb(callee_name(call))
    return bool(spoken) and not probes.opens_page(call, spoken) and (
        _without_try(spoken[0]) in _WORKS or spoken[0] in _GENERAL)


def _from_verb(name: str) -> list[str]:
    """The words of a name, from the one that says what it does."""
    # ``ping2()``
    spoken = [word.rstrip(string.digits) or word for word in words(name)]
    while len(spoken) > 1 and (spoken[0] in _EMPTY_VERBS or (
            spoken[0] == 'make' and spoken[1] in _GENERAL)):
        del spoken[0]
    return spoken


def _without_try(verb: str) -> str:
    """``lock`` of ``trylock``, ``sync`` of ``resync``."""
    rest = verb.removeprefix('re' if verb.startswith('re') else 'try')
    return rest if rest in _WORKS and verb not in _POLLS else verb


def _is_plain(source: SourceFile, call: ast.Call, name: str) -> bool:
    if (source.once(Names).dotted(call.func) or '').startswith(
            'collections.'):
        # ``defaultdict(list)``: a container, whatever goes into it.
        return True
    if isinstance(call.func, ast.Name):
        return name in _PLAIN and not source.once(Names).bindings(
            name, call.func)
    if name not in _PLAIN:
        return False
    # ``body.get('status')`` reads a part, ``client.get(path)`` asks again.
    # So does what is awaited, or whose answer is dropped.
    return not (name in ('get', 'list', 'index', 'count', 'find') and not (
        not isinstance(source.parent(call), (ast.Await, ast.Expr)) and
        call.args and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
        # ``out.find('(y/n)')``
        and (name == 'find' or '/' not in call.args[0].value)))


def _sends_nothing(source: SourceFile, call: ast.Call, name: str) -> bool:
    """``os.kill(pid, 0)``: no signal, only whether it could be sent."""
    return name in ('kill', 'killpg', 'send_signal') and bool(
        call.args) and isinstance(call.args[-1], ast.Constant) and (
            type(call.args[-1].value) is int
            and call.args[-1].value == 0) and (
                len(call.args) == (1 if name == 'send_signal' else 2))


def _takes_from_queue(call: ast.Call, verb: str) -> bool:
    """``queue.get()`` takes something out: it does not only ask."""
    if not isinstance(call.func, ast.Attribute) or verb != 'get':
        return False
    return words(last_name(call.func.value))[-1:] == ['queue']


def _given_words(source: SourceFile, call: ast.Call) -> set[str]:
    """The words of the command, path or method a call is given."""
    found: set[str] = set()
    for text in _given_texts(source, call):
        for letters in _LETTERS.findall(text):
            found.update(words(letters.lower() if letters.isupper()
                               else letters))
    return found


def _given_texts(source: SourceFile, call: ast.Call) -> list[str]:
    """The texts and constants a call is given, by its names as well."""
    names = source.once(Names)
    found: list[str] = []
    for argument in [*call.args, *(k.value for k in call.keywords)][:4]:
        if isinstance(argument, ast.Starred):
            # ``run(*command)``
            argument = argument.value
        values: list[ast.AST] = [argument]
        if isinstance(argument, ast.Name):
            values += [b.node for b in names.bindings(
                argument.id, argument) if isinstance(b.node, ast.expr)]
        for node in (n for value in values for n in walk(value)):
            if isinstance(node, ast.Constant) and isinstance(
                    node.value, str):
                found.append(node.value)
            elif last_name(node).isupper():
                # A constant by its spelling: ``http.GET_METHOD``.
                found.append(last_name(node))
    return found
