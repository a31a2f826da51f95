class Field:
    name = "unnamed"

    def __set_name__(self, owner, name):
        print(" set_name", name, getattr(owner, "table", "-"))
        self.name = name


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **options):
        print("prepare", name)
        return {"created": Field()}

    def __new__(meta, name, bases, namespace, **options):
        print("new", name)
        made = super().__new__(meta, name, bases, namespace, **options)
        print("made", name)
        return made

    def __init__(cls, name, bases, namespace, **options):
        print("init", name, cls.table)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        print("call", cls.__name__)
        return super().__call__(*args)


class Model(metaclass=Meta):
    table = "base"

    def __init_subclass__(cls, table="none"):
        print(" init_subclass", cls.__name__)
        cls.table = table

    def __init__(self, value):
        print("object", value)
        self.value = value


def register(cls):
    print("register", cls.__name__)
    return cls


@register
class Book(Model, table="books"):
    print("body")
    title = Field()


Note = Meta("Note", (Book,), {"text": Field()})
Note.tag = Field()
first, second = Book("Emma"), Note("Milk")
print(first.value, second.value)
print(Note.text.name, Note.tag.name, Note.created is Book.created)
