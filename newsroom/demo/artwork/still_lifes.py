"""Motifs for what is about several shows, or about none: tiles, doors, a pile of paper."""

from __future__ import annotations

from newsroom.demo.artwork.drawing import WIDTH, Sheet, around, mix


def tiles(colors, dice):
    """Six tiles with a shape on each, three of them taken away."""
    paper, deep, bright, soft = colors
    sheet = Sheet(paper)
    gone = set(dice.sample(range(6), 3))
    for cell in range(6):
        x, y = 70 + cell % 3 * 500, 50 + cell // 3 * 415
        fill = (bright, deep, soft)[(cell + cell // 3) % 3]
        if cell in gone:
            sheet.box(x, y, 460, 385, mix(paper, deep, 0.25), radius=26)
            sheet.box(x + 10, y + 10, 440, 365, paper, radius=18)
        else:
            sheet.box(x, y, 460, 385, fill, radius=26)
        mark = mix(paper, deep, 0.25) if cell in gone else paper
        _mark(sheet, cell, x + 230, y + 192, mark)
    return sheet


def _mark(sheet, which, x, y, fill):
    if which == 0:
        sheet.disc(x, y, 104, fill)
    elif which == 1:
        sheet.ring(x, y, 112, 36, fill)
    elif which == 2:
        sheet.star(x, y, 142, fill, points=5, waist=0.45)
    elif which == 3:
        sheet.shape([(x, y - 116), (x + 128, y + 96), (x - 128, y + 96)], fill)
    elif which == 4:
        for step in (-1, 0, 1):
            sheet.box(x - 130, y - 22 + step * 76, 260, 44, fill, radius=22)
    else:
        sheet.slice(x, y + 52, 132, 0, 180, fill)


def doors(colors, dice):
    """A row of doors, one of them lit."""
    paper, deep, bright, soft = colors
    sheet = Sheet(deep, mix(deep, "#000000", 0.35))
    lit = dice.randrange(5)
    sheet.box(0, 760, WIDTH, 140, mix(deep, "#000000", 0.55))
    for door in range(5):
        x = 110 + door * 290
        if door == lit:
            sheet.shape([(x + 10, 760), (x + 210, 760), (x + 360, 900), (x - 140, 900)], mix(bright, deep, 0.35))
        sheet.box(x - 18, 182, 256, 578, mix(deep, soft, 0.5), radius=8)
        sheet.box(x, 200, 220, 560, bright if door == lit else mix(deep, soft, 0.16))
        if door == lit:
            sheet.shape([(x, 200), (x + 84, 240), (x + 84, 800), (x, 760)], paper)
            sheet.disc(x + 66, 520, 9, deep)
        else:
            sheet.box(x + 28, 236, 164, 210, mix(deep, soft, 0.26), radius=6)
            sheet.box(x + 28, 480, 164, 236, mix(deep, soft, 0.26), radius=6)
            sheet.disc(x + 196, 490, 10, soft)
    return sheet


def stack(colors, dice):
    """Sheets of paper in a pile, the upper ones with lines on them."""
    paper, deep, bright, soft = colors
    sheet = Sheet(soft, mix(soft, paper, 0.5))
    for step in range(9):
        turn, shade = dice.randint(-9, 9), mix(paper, deep, 0.34 - step * 0.04)
        x, y = 790 + dice.randint(-70, 70), 470 + dice.randint(-24, 24)
        if step == 8:
            turn, shade = 5, mix(paper, "#ffffff", 0.7)
        sheet.leaf(x, y + 8, 830, 640, turn, mix(deep, soft, 0.55))
        sheet.leaf(x, y, 830, 640, turn, shade)
    for line in range(8):
        reach = (640, 700, 560, 680, 610, 690, 420, 300)[line]
        fill = bright if line == dice.choice([2, 3]) else mix(deep, paper, 0.3)
        ends = [around(x, y, -350, -230 + line * 62, turn), around(x, y, -350 + reach, -230 + line * 62, turn)]
        sheet.line(ends, 18, fill)
    sheet.disc(*around(x, y, 300, 240, turn), 46, bright)
    return sheet
