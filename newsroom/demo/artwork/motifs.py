"""What the artwork shows: for each show a motif and a palette of its own, abstract, without letters or faces.

A motif is drawn on a sheet from a palette (paper, deep, bright, soft) with a
random generator that makes the pieces on one show differ.
"""

from __future__ import annotations

from math import cos, pi, sin

from newsroom.demo.artwork.drawing import HEIGHT, WIDTH, Sheet, around, bow, mix, polar


def arcs(colors, dice):
    """Two leaps that cross above a skirt of pleats."""
    paper, deep, bright, soft = colors
    sheet = Sheet(paper, mix(paper, soft, 0.55))
    x, y = dice.choice([120, 480, 640, 980]), 900
    radius, pleats = dice.randint(540, 700), 18
    for pleat in range(pleats):
        fill = (mix(soft, bright, 0.25), mix(soft, paper, 0.35), mix(soft, bright, 0.55))[pleat % 3]
        sheet.slice(x, y, radius - 46 * (pleat % 2), pleat * 180 / pleats, (pleat + 1) * 180 / pleats, fill)
    sheet.slice(x, y, 150, 0, 180, deep)
    for step in range(5):
        lift = 120 + 70 * step
        sheet.line(bow((x - 460 + 40 * step, 900), (x + 330, -lift), (1640, 330 + 96 * step)), 7 + step, deep)
    sheet.line(
        bow(
            (-40, 250),
            (
                820,
                -260 + dice.randint(0, 120),
            ),
            (1640, 700),
        ),
        20,
        bright,
    )
    sheet.star(1240, 210 + dice.randint(-40, 40), 92, bright)
    sheet.star(1420, 390, 34, deep)
    return sheet


def echoes(colors, dice):
    """One set of circles twice, a little apart, as in two times at once."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep, mix(deep, "#000000", 0.35))
    x, apart, lean = dice.randint(560, 660), dice.randint(300, 400), dice.randint(-130, 130)
    y, other = 450 + lean, 450 - lean
    for step in range(6):
        radius = 420 - 66 * step
        sheet.ring(x + apart, other, radius, 20, mix(deep, bright, 0.4 + 0.1 * step))
        sheet.ring(x, y, radius, 20, mix(deep, soft, 0.4 + 0.1 * step))
    sheet.disc(x + apart, other, 44, bright)
    sheet.disc(x, y, 44, paper)
    sheet.line([(x, y), (x + apart, other)], 5, paper)
    return sheet


def seams(colors, dice):
    """A ball with its two seams above the corner of a field."""
    paper, deep, bright, soft = colors
    sheet = Sheet(soft, mix(soft, paper, 0.5))
    home = dice.choice([760, 840])
    sheet.shape([(home, 1010), (home - 1150, 380), (home, 60), (home + 1150, 380)], mix(deep, soft, 0.12))
    sheet.shape([(home, 1010), (home - 560, 690), (home, 420), (home + 560, 690)], mix(bright, soft, 0.45))
    sheet.shape([(home, 910), (home - 360, 690), (home, 520), (home + 360, 690)], mix(deep, soft, 0.2))
    for x, y in ((home - 460, 690), (home + 460, 690), (home, 470)):
        sheet.shape([(x, y - 24), (x + 40, y), (x, y + 24), (x - 40, y)], paper)
    x, y, radius = home + dice.choice([-420, 400]), 300, 250
    sheet.disc(x + 14, y + 18, radius, mix(deep, "#000000", 0.2))
    sheet.disc(x, y, radius, paper)
    for side in (-1, 1):
        center = x + side * 330
        points = [polar(center, y, 250, 90 + side * (90 + turn)) for turn in range(-46, 47, 2)]
        sheet.line(points, 7, bright)
        for turn in range(-40, 41, 10):
            inner = polar(center, y, 228, 90 + side * (90 + turn - 4))
            outer = polar(center, y, 274, 90 + side * (90 + turn + 4))
            sheet.line([inner, outer], 7, bright)
    return sheet


def pages(colors, dice):
    """Magazine covers fanned out before a striped curve."""
    paper, deep, bright, soft = colors
    sheet = Sheet(paper)
    for step, fill in enumerate((deep, bright, soft, mix(soft, paper, 0.5))):
        width = 78
        points = bow((-60, 250 + step * width), (900, 120 + step * width), (1000, 980 + step * width))
        sheet.line(points, width + 2, fill)
    turn = dice.choice([-4, 0, 5])
    fills = [mix(deep, paper, 0.12), bright, soft, mix(paper, "#ffffff", 0.6)]
    for step, fill in enumerate(fills):
        sheet.leaf(980 + step * 34, 470, 460, 620, 17 - step * 8 + turn, fill)
    x, y, turned = 980 + 3 * 34, 470, -7 + turn
    sheet.disc(*around(x, y, 0, -120, turned), 128, bright)
    sheet.disc(*around(x, y, 0, -120, turned), 78, deep)
    for line, reach in enumerate((330, 250, 300)):
        left, right = around(x, y, -165, 110 + line * 52, turned), around(x, y, -165 + reach, 110 + line * 52, turned)
        sheet.line([left, right], 16, mix(deep, paper, 0.2 * line))
    return sheet


def bridge(colors, dice):
    """A suspension bridge before towers and a low sun."""
    paper, deep, bright, soft = colors
    sheet = Sheet(mix(soft, paper, 0.25), paper)
    sheet.disc(dice.randint(980, 1200), 430, 210, bright)
    x = -20
    while x < WIDTH:
        width, height = dice.choice([90, 110, 140]), dice.randint(150, 400)
        sheet.box(x, 700 - height, width, height, mix(soft, deep, dice.choice([0.15, 0.28, 0.38])))
        x += width + dice.choice([0, 14, 40])
    sheet.box(0, 690, WIDTH, 210, deep)
    for step in range(5):
        left = dice.randint(60, 1100)
        sheet.box(left, 760 + step * 26, dice.randint(160, 420), 7, mix(deep, soft, 0.35), radius=3)
    towers = (dice.randint(380, 440), dice.randint(1120, 1180))
    main = bow((towers[0], 200), (sum(towers) / 2, 930), (towers[1], 200))
    sides = bow((-60, 610), (200, 590), (towers[0], 200)), bow((towers[1], 200), (1400, 590), (1660, 610))
    for cable in (main, *sides):
        sheet.line(cable, 11, deep)
        for px, py in cable[::5]:
            sheet.line([(px, py), (px, 625)], 4, deep)
    sheet.box(-10, 610, WIDTH + 20, 30, deep)
    for tower in towers:
        sheet.box(tower - 52, 170, 32, 540, deep)
        sheet.box(tower + 20, 170, 32, 540, deep)
        for y in (170, 300, 430):
            sheet.box(tower - 52, y, 104, 24, deep)
    return sheet


def ropes(colors, dice):
    """Ring ropes and a corner post under crossing spotlights."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep, mix(deep, "#000000", 0.45))
    for x, reach in ((250, 620), (820, 860), (1390, 1060)):
        lean = reach + dice.randint(-140, 140)
        sheet.shape([(x, -30), (lean - 290, 720), (lean + 290, 720)], mix(deep, soft, 0.2 if x == 820 else 0.34))
    sheet.shape([(-60, 900), (330, 610), (1330, 610), (1700, 900)], mix(bright, deep, 0.18))
    sheet.shape([(180, 900), (440, 670), (1220, 670), (1450, 900)], mix(bright, paper, 0.28))
    post = dice.choice([330, 1270])
    far = WIDTH - post
    for step, fill in enumerate((paper, bright, soft)):
        y = 300 + step * 112
        sheet.line(bow((post, y), (800, y + 34), (far, y + 26)), 17, fill)
        edge = -60 if post < 800 else 1660
        sheet.line(bow((post, y), ((post + edge) / 2, y + 60), (edge, y + 130)), 21, fill)
        other = 1660 if post < 800 else -60
        sheet.line(bow((far, y + 26), ((far + other) / 2, y + 80), (other, y + 130)), 21, fill)
    for x, width in ((far, 34), (post, 52)):
        sheet.box(x - width / 2, 240, width, 420, mix(paper, deep, 0.1), radius=12)
        for step in range(3):
            sheet.box(x - width * 0.85, 276 + step * 112, width * 1.7, 50, deep, radius=12)
    for _ in range(7):
        sheet.star(dice.randint(80, 1520), dice.randint(50, 220), dice.randint(12, 34), mix(paper, bright, 0.2))
    return sheet


def stump(colors, dice):
    """The rings of a felled tree, firs behind it, rain over all."""
    paper, deep, bright, soft = colors
    sheet = Sheet(soft, mix(soft, paper, 0.6))
    for x in range(-40, WIDTH + 80, 92):
        height = dice.randint(230, 430)
        for tier in range(3):
            top, wide = 560 - height + tier * height * 0.26, 46 + 20 * tier
            fill = mix(deep, soft, 0.32 + 0.12 * (x // 92 % 3))
            sheet.shape([(x, top), (x - wide, top + height * 0.5), (x + wide, top + height * 0.5)], fill)
        sheet.box(x - 90, 560, 200, 40, mix(deep, soft, 0.45))
    sheet.box(0, 560, WIDTH, 340, mix(deep, soft, 0.18))
    x, y = dice.choice([620, 800, 980]), 560
    bark = mix(deep, "#000000", 0.4)
    roots = [(x - 420, y), (x + 420, y), (x + 450, 760), (x + 600, 910), (x - 600, 910), (x - 450, 760)]
    sheet.shape(roots, bark)
    for step in range(-5, 6):
        sheet.line([(x + step * 76, y + 60), (x + step * 84, y + 190 + 40 * (step % 3))], 9, mix(bark, bright, 0.25))
    sheet.flat(x, y, 420, 172, mix(bright, deep, 0.3))
    for ring in range(8):
        share = 1 - ring * 0.122
        fill = mix(bright, paper, 0.6) if ring % 2 == 0 else mix(bright, deep, 0.08)
        sheet.flat(x + ring * 7 + dice.randint(-4, 4), y - 4, 396 * share, 156 * share, fill)
    for _ in range(64):
        px, py = dice.randint(-40, WIDTH), dice.randint(-40, HEIGHT)
        sheet.line([(px, py), (px - 22, py + 74)], 3, mix(paper, soft, 0.2))
    return sheet


def mornings(colors, dice):
    """A calendar of small suns, each at another height."""
    paper, deep, bright, soft = colors
    sheet = Sheet(paper)
    columns, rows = 7, 4
    chosen = dice.randrange(columns * rows)
    wide, high = WIDTH / columns, HEIGHT / rows
    skies = [soft, mix(soft, paper, 0.4), mix(soft, deep, 0.35), mix(bright, paper, 0.45)]
    for cell in range(columns * rows):
        x, y = cell % columns * wide, cell // columns * high
        sky = skies[(cell * 3 + cell // columns + dice.randint(0, 1)) % 4]
        sheet.box(x + 9, y + 9, wide - 18, high - 18, deep if cell == chosen else sky, radius=18)
        height = (cell * 37 + dice.randint(0, 50)) % 100
        middle = y + high - 30 - height * 0.75
        sheet.slice(x + wide / 2, middle, 62, 0, 180, bright if cell != chosen else paper)
        if height > 40:
            sheet.slice(x + wide / 2, middle, 62, 180, 360, mix(bright, deep, 0.25) if cell != chosen else bright)
        sheet.line([(x + 46, middle + 2), (x + wide - 46, middle + 2)], 7, deep if cell != chosen else paper)
    return sheet


def flight(colors, dice):
    """The path of a plane across a large sun and bands of cloud."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep, mix(soft, bright, 0.35))
    sun = dice.randint(620, 980)
    sheet.disc(sun, 560, 300, mix(bright, paper, 0.25))
    for step in range(9):
        y, x = 470 + step * 52, dice.randint(-300, 900)
        fill = mix(soft, paper, 0.1 * step) if step % 2 else mix(deep, soft, 0.45)
        sheet.box(x, y, dice.randint(620, 1150), 34 + step * 3, fill, radius=18)
        sheet.box(x + dice.randint(-500, 900), y + 22, dice.randint(260, 520), 26, fill, radius=13)
    high = dice.randint(-150, -20)
    path = bow((-40, 640), (700, high), (1190, 290), steps=260)
    sheet.dashes(path, 9, paper)
    x, y, lean = 1212, 298, -24
    for across, down, fill in (((-96, 8), (-40, 128), mix(paper, deep, 0.25)), ((-96, -8), (-150, -110), paper)):
        wing = [(60, 0), across, down, (-10, 0)]
        sheet.shape([around(x, y, a, b, lean) for a, b in wing], fill)
    body = [(120, 0), (70, -15), (-120, -11), (-158, -48), (-146, 0), (-120, 11), (70, 15)]
    sheet.shape([around(x, y, a, b, lean) for a, b in body], paper)
    return sheet


def wings(colors, dice):
    """Two fans of feathers before a red disc, and the lights of a city."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep, mix(deep, bright, 0.28))
    x, y = 800, 700
    sheet.disc(x, 410, 270 + dice.randint(-20, 20), bright)
    feathers = dice.choice([8, 9, 10])
    for side in (1, -1):
        for step in range(feathers):
            turn = 12 + step * 72 / feathers
            reach = 430 + 330 * sin((step + 1.5) / feathers * pi * 0.72)
            tip = polar(x, y, reach, 90 - side * (90 - turn))
            bend = polar(x, y, reach * 0.62, 90 - side * (90 - turn - 13))
            back = polar(x, y, reach * 0.6, 90 - side * (90 - turn + 9))
            fill = mix(paper, deep, 0.06 + 0.34 * (1 - step / feathers)) if step % 2 else mix(soft, deep, 0.2)
            sheet.shape([*bow((x, y), bend, tip), *bow(tip, back, (x, y))], fill)
    left = -10
    while left < WIDTH:
        width, height = dice.choice([54, 70, 96]), dice.randint(50, 190)
        sheet.box(left, 900 - height, width, height, mix(deep, "#000000", 0.45))
        for window in range(dice.randint(2, 6)):
            sheet.box(left + 12 + window % 3 * 18, 912 - height + window // 3 * 30, 8, 12, soft)
        left += width + 4
    return sheet


def orbits(colors, dice):
    """Planets on tilted orbits around a ring of light."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep, mix(deep, "#000000", 0.5))
    for _ in range(90):
        sheet.disc(
            dice.randint(0, WIDTH), dice.randint(0, HEIGHT), dice.choice([1.5, 2, 2.5, 3.5]), mix(paper, deep, 0.35)
        )
    x, y, tilt = dice.randint(680, 900), 450, dice.choice([-18, -12, 16, 22])
    for step in range(6):
        sheet.oval(x, y, 250 + step * 122, 92 + step * 56, tilt, 4 + step % 2 * 2, mix(deep, soft, 0.75 - step * 0.08))
    for radius, share in ((186, 0.72), (168, 0.4), (150, 0)):
        sheet.disc(x, y, radius, mix(bright, deep, share))
    sheet.disc(x, y, 112, mix(bright, paper, 0.25))
    for step, size in ((1, 34), (2, 22), (3, 62), (4, 28), (5, 44)):
        turn = dice.randint(0, 359) * pi / 180
        a, b = (250 + step * 122) * cos(turn), (92 + step * 56) * sin(turn)
        px, py = around(x, y, a, b, tilt)
        sheet.disc(px, py, size + 8, deep)
        sheet.disc(px, py, size, (paper, soft, mix(bright, paper, 0.4))[step % 3])
        if step == 3:
            sheet.oval(px, py, size * 1.75, size * 0.5, tilt + 12, 7, mix(paper, bright, 0.35))
    return sheet


def halo(colors, dice):
    """A halo within pointed arches."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep)
    x = dice.choice([700, 800, 900])
    for step in range(5):
        half, fill = 620 - step * 104, mix(deep, soft, 0.1 + 0.15 * step)
        _arch(sheet, x, half, -40 + step * 84, fill)
    y = 430
    for ray in range(40):
        long = 470 if ray % 2 else 380
        sheet.line([polar(x, y, 236, ray * 9), polar(x, y, long - 40 * (ray % 3), ray * 9)], 6, mix(bright, soft, 0.2))
    sheet.ring(x, y, 214, 34, bright)
    sheet.ring(x, y, 160, 6, paper)
    blade = dice.choice([330, 360])
    sheet.shape([(x - 16, y - 80), (x, y - 130), (x + 16, y - 80), (x + 16, y + blade), (x - 16, y + blade)], paper)
    sheet.box(x - 92, y + blade - 10, 184, 24, paper, radius=12)
    sheet.box(x - 13, y + blade, 26, 110, mix(paper, deep, 0.3), radius=10)
    return sheet


def _arch(sheet, x, half, top, fill):
    spring = top + half * 0.95
    left, right = (
        bow((x - half, spring), (x - half, top + 90), (x, top)),
        bow((x, top), (x + half, top + 90), (x + half, spring)),
    )
    sheet.shape([(x - half, HEIGHT), *left, *right, (x + half, HEIGHT)], fill)


def wheel(colors, dice):
    """A wheel of seven spokes over woven waves."""
    paper, deep, bright, soft = colors
    sheet = Sheet(paper, mix(paper, bright, 0.3))
    for row in range(12):
        start = row * pi / 2 + dice.random()
        points = [(px, 560 + row * 34 + 26 * sin(px / 92 + start)) for px in range(-20, 1640, 16)]
        sheet.line(points, 13, (deep, mix(deep, soft, 0.5), soft)[row % 3])
    x, y, radius = dice.choice([560, 800, 1040]), 430, 350
    sheet.disc(x, y, radius + 26, paper)
    sheet.ring(x, y, radius, 50, deep)
    sheet.ring(x, y, radius - 66, 10, bright)
    turn = dice.randint(0, 50)
    for spoke in range(7):
        degrees = turn + spoke * 360 / 7
        sheet.line([polar(x, y, 70, degrees), polar(x, y, radius - 24, degrees)], 24, deep)
        sheet.disc(*polar(x, y, radius - 24, degrees), 30, bright)
        sheet.disc(*polar(x, y, 196, degrees + 180 / 7), 24, soft)
    sheet.disc(x, y, 96, deep)
    sheet.disc(x, y, 58, bright)
    sheet.disc(x, y, 22, paper)
    return sheet


def microphone(colors, dice):
    """A microphone in its spotlight before a curtain."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep)
    folds = 16
    for fold in range(folds):
        x = fold * WIDTH / folds
        sheet.box(x, 0, WIDTH / folds * 0.62, HEIGHT, mix(deep, bright, 0.2))
        sheet.box(x + WIDTH / folds * 0.3, 0, WIDTH / folds * 0.2, HEIGHT, mix(deep, bright, 0.34))
    x = dice.choice([620, 800, 980])
    sheet.disc(x, 410, 350, mix(soft, paper, 0.25))
    sheet.box(0, 770, WIDTH, 130, mix(deep, "#000000", 0.4))
    sheet.oval(x, 800, 300, 30, 0, 14, soft)
    lean = dice.choice([-26, 22])
    head = around(x, 640, 0, -330, lean)
    sheet.line([(x, 800), (x, 560)], 18, deep)
    sheet.line([(x, 560), around(x, 640, 0, -230, lean)], 18, deep)
    sheet.line([(x - 130, 806), (x + 130, 806)], 24, deep)
    sheet.line([around(x, 640, 0, -200, lean), around(x, 640, 0, -290, lean)], 78, mix(deep, "#000000", 0.2))
    sheet.disc(*head, 122, deep)
    for step in range(-3, 4):
        across = (122**2 - (step * 32) ** 2) ** 0.5 * 0.86
        ends = [around(*head, -across, step * 32, lean), around(*head, across, step * 32, lean)]
        sheet.line(ends, 7, mix(soft, paper, 0.3))
    sheet.line([around(*head, -122, 62, lean), around(*head, 122, 62, lean)], 20, bright)
    return sheet


def vortex(colors, dice):
    """Squares that turn into the depth."""
    paper, deep, bright, soft = colors
    sheet = Sheet(mix(deep, "#000000", 0.25))
    x, y, turn = dice.randint(640, 960), dice.randint(400, 500), dice.choice([-1, 1])
    steps = 24
    for step in range(steps):
        size, share = 2100 * 0.845**step, step / (steps - 1)
        fill = mix(deep, soft, share) if step % 2 else mix(mix(deep, "#000000", 0.4), deep, share)
        if step % 6 == 4:
            fill = mix(bright, paper, share * 0.5)
        sheet.leaf(x, y, size, size, turn * step * 8.5 + 12, fill)
    sheet.disc(x, y, 24, paper)
    for _ in range(26):
        sheet.disc(dice.randint(0, WIDTH), dice.randint(0, HEIGHT), dice.choice([3, 4, 6]), mix(paper, deep, 0.2))
    return sheet
