"""What is done to see what came back."""

from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import READERS, Actor
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import Job


@action("measure.run", READERS, "衡量实验", "Read experiments")
def measure(actor: Actor) -> Job:
    """Ask what experiments say by now."""
    return queue.ask(actor, "measure", {})


@action("statement.make", READERS, "编制权益表", "Make a customer equity statement")
def statement(actor: Actor, since: str, until: str) -> Job:
    """Ask for the statement between two appraised days."""
    return queue.ask(actor, "statement", {"since": since, "until": until})
