# %% A real Django, and two counters
# The project is this file: it is its own app. Rows are counted where the driver makes them, statements where Django sends them.
import django
from django.conf import settings

from hotseat.proof import chart, claim, show

settings.configure(
    INSTALLED_APPS=["proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.exceptions import FieldError
from django.db import connection, models
from django.template import Context, Engine
from django.test.utils import CaptureQueriesContext


class Author(models.Model):
    name = models.CharField(max_length=20)


class Tag(models.Model):
    name = models.CharField(max_length=20)


class Post(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)
    tags = models.ManyToManyField(Tag)


class Comment(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    spam = models.BooleanField()


MODELS = (Author, Tag, Post, Comment)
with connection.schema_editor() as editor:
    for model in MODELS:
        editor.create_model(model)
AUTHORS = [Author.objects.create(name=name) for name in ("Ada", "Bob")]
TAGS = [Tag.objects.create(name=name) for name in ("db", "orm", "sql")]


def filled(count):
    """The table with so many posts: two authors in turn, two of three tags each, three comments each, one of them spam."""
    for model in (Comment, Post.tags.through, Post):
        model.objects.all()._raw_delete("default")
    posts = Post.objects.bulk_create(Post(author=AUTHORS[number % 2]) for number in range(count))
    links = [(post.pk, tag.pk) for number, post in enumerate(posts) for tag in TAGS[number % 2 :][:2]]
    Post.tags.through.objects.bulk_create(Post.tags.through(post_id=post, tag_id=tag) for post, tag in links)
    Comment.objects.bulk_create(Comment(post=post, spam=spam) for post in posts for spam in (False, True, False))


def measured(way, size):
    """(statements sent, rows received) while the way builds a page of this size from the posts in order."""
    sent, received = [], []

    def send(execute, sql, *rest):
        sent.append(sql)
        return execute(sql, *rest)

    connection.connection.row_factory = lambda cursor, row: received.append(row) or row
    try:
        with connection.execute_wrapper(send):
            way(Post.objects.order_by("pk"), size)
    finally:
        connection.connection.row_factory = None
    return len(sent), len(received)


SIZES = [(1, 20), (2, 20), (3, 20), (8, 20), (20, 20), (8, 50), (50, 50)]
"""Posts on the page, posts in the table."""


def at_sizes(way):
    """What is measured for each of SIZES."""
    found, present = [], 0
    for page, table in SIZES:
        if table != present:
            filled(table)
            present = table
        found.append(measured(way, page))
    return found


def follows(name, way, statements, rows):
    """Whether statements and rows are, at all sizes, what these two formulas of (page, table) say."""
    found = at_sizes(way)
    show(f"{name}: statements/rows for 3 of 20, 8 of 20, 8 of 50", " ".join("{}/{}".format(*found[at]) for at in (2, 3, 5)))
    return found == [(statements(*size), rows(*size)) for size in SIZES]


# %% A relation to one
def plain(posts, size):
    return [post.author.name for post in posts[:size]]


@claim("loop-asks-for-each")
def a_loop_asks_for_each_post():
    found = at_sizes(plain)
    chart(
        "Statements for a page",
        [page for page, table in SIZES if table == 20],
        {
            "plain": [sent for (sent, _), (_, table) in zip(found, SIZES, strict=True) if table == 20],
            "joined": [sent for (sent, _), (_, table) in zip(at_sizes(joined), SIZES, strict=True) if table == 20],
        },
        x_label="posts on the page",
        y_label="statements",
    )
    return follows("plain", plain, lambda page, _: 1 + page, lambda page, _: 2 * page)


def joined(posts, size):
    return [post.author.name for post in posts.select_related("author")[:size]]


def fetched(posts, size):
    return [post.author.name for post in posts.prefetch_related("author")[:size]]


@claim("join-or-prefetch-one")
def both_ways_to_load_the_authors():
    join = follows("joined", joined, lambda *_: 1, lambda page, _: page)
    prefetch = follows("fetched", fetched, lambda *_: 2, lambda page, _: page + min(page, 2))
    return join and prefetch


def by_chunks(chunk):
    def way(posts, size):
        return [post.author.name for post in posts.prefetch_related("author")[:size].iterator(chunk_size=chunk)]

    return way


@claim("a-prefetch-for-each-chunk")
def prefetching_in_an_iterator():
    def authors(page, chunk):
        return sum(min(2, chunk, page - first) for first in range(0, page, chunk))

    return all(
        follows(
            f"chunks of {chunk}",
            by_chunks(chunk),
            lambda page, _, chunk=chunk: 1 + -(-page // chunk),
            lambda page, _, chunk=chunk: page + authors(page, chunk),
        )
        for chunk in (1, 3, 7, 50)
    )


# %% Relations to many
def tagged(posts, size):
    return [[tag.name for tag in post.tags.all()] for post in posts.prefetch_related("tags")[:size]]


@claim("a-row-for-each-pair")
def prefetching_a_relation_to_many():
    return follows("tagged", tagged, lambda *_: 2, lambda page, _: page + 2 * page)


@claim("join-refuses-many")
def joining_a_relation_to_many():
    refused = []

    def way(posts, size):
        page = posts.select_related("tags")[:size]
        try:
            list(page)
        except FieldError as error:
            refused.append(str(error))

    found = at_sizes(way)
    show("the error", refused[0][:60] if refused else "none")
    return len(refused) == len(SIZES) and set(found) == {(0, 0)}


TEMPLATE = Engine().from_string("""
{% for post in page %}
    {% if post.comments.all %} {{ post.comments.all|length }} {% endif %} of {{ post.comments.count }} comments
{% endfor %}
""")


def rendered(posts, size):
    return TEMPLATE.render(Context({"page": posts[:size]}))


def rendered_at_once(posts, size):
    return TEMPLATE.render(Context({"page": posts.prefetch_related("comments")[:size]}))


@claim("each-look-asks")
def three_looks_in_a_template():
    apart = follows("rendered", rendered, lambda page, _: 1 + 3 * page, lambda page, _: page + 7 * page)
    at_once = follows("with prefetch_related", rendered_at_once, lambda *_: 2, lambda page, _: page + 3 * page)
    return apart and at_once


def filtered_here(posts, size):
    page = posts.prefetch_related("comments")[:size]
    return [[comment.pk for comment in post.comments.all() if not comment.spam] for post in page]


def filtered_there(posts, size):
    page = posts.prefetch_related("comments")[:size]
    return [[comment.pk for comment in post.comments.filter(spam=False)] for post in page]


def filtered_before(posts, size):
    chosen = models.Prefetch("comments", queryset=Comment.objects.filter(spam=False), to_attr="wanted")
    return [[comment.pk for comment in post.wanted] for post in posts.prefetch_related(chosen)[:size]]


@claim("a-filter-asks-again")
def filtering_what_was_prefetched():
    here = follows("in Python", filtered_here, lambda *_: 2, lambda page, _: 4 * page)
    there = follows("filter()", filtered_there, lambda page, _: 2 + page, lambda page, _: 6 * page)
    before = follows("Prefetch", filtered_before, lambda *_: 2, lambda page, _: 3 * page)
    filled(20)
    same = (
        filtered_here(Post.objects.all(), 20) == filtered_there(Post.objects.all(), 20) == filtered_before(Post.objects.all(), 20)
    )
    return here and there and before and same


# %% The total, and whether there is anything
def counted(posts, size):
    total = posts.count()
    return total, list(posts[:size])


def loaded(posts, size):
    total = len(posts)
    return total, list(posts[:size])


@claim("len-brings-the-table")
def the_total_by_count_and_by_len():
    by_count = follows("count()", counted, lambda *_: 2, lambda page, _: 1 + page)
    by_len = follows("len()", loaded, lambda *_: 1, lambda _, table: table)
    return by_count and by_len


def asked_by_truth(posts, size):
    page = posts[:size]
    return (page.count(), [post.pk for post in page]) if page else None


def asked_by_exists(posts, size):
    page = posts[:size]
    return (page.count(), [post.pk for post in page]) if page.exists() else None


@claim("exists-loads-nothing")
def whether_there_is_anything():
    truth = follows("if page", asked_by_truth, lambda *_: 1, lambda page, _: page)
    exists = follows("if page.exists()", asked_by_exists, lambda *_: 3, lambda page, _: page + 2)
    return truth and exists


# %% What the two numbers do not show
def steps_to_count(size):
    """(rows received, instructions of SQLite's virtual machine) to count the spam among so many posts' comments."""
    filled(size)
    steps = 0

    def follow():
        nonlocal steps
        steps += 1
        return 0

    connection.connection.set_progress_handler(follow, 1)
    try:
        _, received = measured(lambda posts, _: Comment.objects.filter(spam=True).count(), size)
    finally:
        connection.connection.set_progress_handler(None, 1)
    return received, steps


@claim("one-row-much-work")
def work_behind_one_row():
    (few, fewer_steps), (many, more_steps) = steps_to_count(100), steps_to_count(1000)
    show("rows received and steps to count among 300 comments, and among 3,000", [few, fewer_steps, many, more_steps])
    return few == many == 1 and 8 < more_steps / fewer_steps < 12


def with_capture(posts, size):
    with CaptureQueriesContext(connection):
        plain(posts, size)


@claim("capturing-adds-rows")
def capturing_reads_rows_of_its_own():
    return follows("plain, captured", with_capture, lambda page, _: 1 + page, lambda page, _: 3 * page)
