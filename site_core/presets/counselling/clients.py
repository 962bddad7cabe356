"""The people of the demonstration, and what their counsellors wrote on them. All of it is invented."""

from site_core.presets.diary import Who

OF_ELEANOR = [
    Who(
        "Grace Whitfield",
        1,
        1,
        1,
        -9,
        "worry",
        phone="0117 496 0201",
        email="grace.whitfield@post.example",
        logs_in=True,
        fate={-4: "moved", -2: "missed", 3: "cancelled"},
    ),
    Who("Oliver Pemberton", 0, 0, 2, -12, "grief", phone="0117 496 0202", email="oliver.p@post.example"),
    Who("Siobhán O’Rourke", 2, 3, 1, -6, "grief", email="siobhan@post.example", fate={-3: "cancelled"}),
    Who("Tom Ashdown", 3, 8, 2, -11, "worry", phone="0117 496 0204", fate={-1: "moved"}),
    Who("Zainab Hussain", 4, 2, 1, -4, "worry", email="zainab.h@post.example", fate={1: "moved"}),
    Who("Margaret Featherstonehaugh-Cholmondeley", 0, 5, 3, -12, "grief", phone="0117 496 0206"),
]
OF_SAMUEL = [
    Who(
        "Daniel Kowalski",
        1,
        6,
        2,
        -10,
        "work",
        email="daniel.kowalski@post.example",
        time_zone="America/Toronto",
        logs_in=True,
        fate={-2: "missed"},
    ),
    Who("Amara Nwosu", 0, 1, 1, -5, "work", phone="0117 496 0208", email="amara.n@post.example"),
    Who("Rhys Llewellyn", 2, 4, 2, -8, "work", phone="0117 496 0209", fate={2: "cancelled"}),
    Who("Hannah Lindqvist", 3, 2, 2, -12, "worry", email="hannah.l@post.example", time_zone="Europe/Stockholm"),
]
COUPLES = [
    Who("Priya and Ben Marlow", 2, 8, 2, -6, "couple", email="marlow@post.example", fate={4: "requested"}),
    Who("Alice Turner and Jo Webb", 4, 7, 3, 0, "couple", email="alice.turner@post.example", fate={3: "requested"}),
]

NOTES = {
    "worry": [
        "First hour. Wakes at four and plans the day until it is light. Has stopped driving on the motorway. Wants to "
        "visit her sister in June. We agreed to keep a diary of the mornings, nothing more.",
        "The diary shows that Sundays are worst. Work is the trigger, the road only the stage. Breathing tried here; "
        "liked it less than counting.",
        "Drove two junctions with a friend beside her. Proud, and annoyed at being proud.",
        "A bad week, no diary. Talked about what “failing” means at home. Her father never missed a day of work.",
        "Four junctions, alone. The train to June is booked as well, in case. A good sign that both are allowed.",
    ],
    "grief": [
        "His wife died in March, after forty years. Came because his daughter asked him to. Likes the silence here.",
        "Brought a photograph. Spoke of the last week in hospital for the first time, and of what he did not say.",
        "Cooked for the first time. Laughed about it. Then did not know whether he may.",
        "Her clothes are still in the wardrobe. No hurry. He will ask the daughter what she would like to keep.",
    ],
    "work": [
        "A new manager, and mail until midnight. Says yes before the sentence is finished. Wants to sleep.",
        "Practised one sentence: “I will tell you tomorrow.” Used it twice, nothing broke.",
        "Asked for one day at home and got it. Slept. Wonders what the noise was for.",
    ],
    "couple": [
        "The same quarrel about money since the child came. Each told the other’s side; both were surprised.",
        "They stopped a quarrel by themselves on Saturday, with a walk round the block. Ten minutes, then sentences.",
        "Talked about fear instead of money. Next time: what each of them would like to keep as it is.",
    ],
}
