"""Photographs: what is taken out of them, what is not taken in, and who sees them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from exchange.adverts import lifecycle, photos, pictures
from exchange.adverts.models import AdvertPhoto
from exchange.pool.models import Listing
from kernel.access import SYSTEM
from kernel.models import AuditEntry, Document
from tenants import context
from tenants.accounts import staff
from tests.conftest import PASSWORD, browser_of
from tests.exchange.adverts.photographs import MARKER, photo, telling_photo
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture
def draft(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        return cast.advert("Őri Csilla", number=1, publish=False)


def added(advert, content=None, caption="konyha"):
    return photos.add(advert=advert, content=content or photo(), caption=caption, by=SYSTEM, on=TODAY)


def upload(content, name="kep.jpg", caption="konyha"):
    return {"photo": SimpleUploadedFile(name, content, "image/jpeg"), "caption": caption}


def resident(office, advert):
    with context.entered(office):
        email = f"{advert.number.lower()}@example.hu"
        account = staff.open_resident_account(email=email, person_id=advert.person_id, password=PASSWORD, by=SYSTEM)
    return browser_of(office, account)


# what comes out


def test_the_photograph_says_nothing_of_where_and_by_what_it_was_taken():
    sent = telling_photo()
    assert sent.count(MARKER) >= 4  # in the EXIF block twice, the XMP, the colour profile, the comment

    kept = pictures.read(sent)

    for jpeg in (kept.jpeg, kept.thumbnail):
        assert MARKER not in jpeg
        opened = Image.open(io.BytesIO(jpeg))
        assert (opened.format, dict(opened.getexif())) == ("JPEG", {})
        assert {"exif", "xmp", "icc_profile", "comment"} & set(opened.info) == set()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_of_at_most_1600_pixels(kind):
    kept = pictures.read(photo(kind, size=(3200, 1200)))

    assert (kept.width, kept.height) == Image.open(io.BytesIO(kept.jpeg)).size == (1600, 600)
    assert Image.open(io.BytesIO(kept.thumbnail)).size == (320, 120)


def test_a_small_photograph_is_not_blown_up():
    assert (pictures.read(photo(size=(40, 30))).width, pictures.read(photo(size=(40, 30))).height) == (40, 30)


def test_a_photograph_held_on_its_side_is_turned_upright():
    kept = pictures.read(photo("PNG", orientation=6))

    upright = Image.open(io.BytesIO(kept.jpeg))
    assert upright.size == (300, 400)
    red, _green, blue = upright.getpixel((150, 20))
    assert red > 200 > 60 > blue  # its left half is on top now


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "CMYK"), ("PNG", "1")]
)
def test_every_kind_of_colour_is_taken(kind, mode):
    image = Image.new(mode, (40, 30))
    written = io.BytesIO()
    image.save(written, kind)

    assert Image.open(io.BytesIO(pictures.read(written.getvalue()).jpeg)).mode == "RGB"


# what is not taken in


def bomb(width=12_000, height=10_000):
    """A few kilobytes that would be 120 million pixels."""
    written = io.BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()


def saved(kind):
    written = io.BytesIO()
    Image.new("RGB", (20, 20)).save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "túl nagy"),
        (bomb(8_000, 6_251), "50 millió képpont"),
        (saved("GIF"), "JPEG, PNG vagy WebP"),
        (saved("TIFF"), "JPEG, PNG vagy WebP"),
        (b"%PDF-1.7 <script>", "JPEG, PNG vagy WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG vagy WebP"),
        (b"", "JPEG, PNG vagy WebP"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (photo(size=(800, 600))[:2_000], "sérült"),
        (photo("PNG", size=(800, 600))[:300], "sérült"),
        (photo() + bytes(pictures.LARGEST), "10 MB"),
    ],
    ids=[
        "bomb",
        "a pixel too many",
        "gif",
        "tiff",
        "pdf",
        "svg",
        "nothing",
        "heic",
        "half a jpeg",
        "half a png",
        "too large",
    ],
)
def test_what_is_no_photograph_gets_one_sentence(content, sentence):
    with pytest.raises(pictures.NotAPhoto, match=sentence):
        pictures.read(content)


def test_the_bomb_would_open_without_the_bound(monkeypatch):
    """The control: what stops it is our own bound, and behind it the library's."""
    monkeypatch.setattr(pictures, "MOST_PIXELS", 10**10)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)

    assert pictures.read(bomb()).width == 1600


def test_eight_photographs_and_no_ninth(draft, alder_office):
    with context.entered(alder_office):
        kept = [added(draft) for _ in range(8)]
        with pytest.raises(photos.CannotAdd, match="8 fénykép"):
            added(draft)
        photos.remove(photo=kept[2], by=SYSTEM)

        assert added(draft).position == 3
        assert Document.objects.filter(kind=photos.KIND).count() == 18


def test_a_finished_advert_takes_none(draft, alder_office):
    with context.entered(alder_office):
        type(draft).objects.filter(pk=draft.pk).update(state="done", published_on=TODAY, expires_on=TODAY)
        with pytest.raises(photos.CannotAdd):
            added(draft)


def test_nothing_of_a_photograph_is_in_the_pool(alder):
    cast.open_places()
    advert = cast.advert("Őri Csilla", number=1)
    before = Listing.objects.values().get()
    added(advert)

    assert Listing.objects.values().get() == before


@pytest.mark.parametrize(
    ("name", "change"),
    [("photo_place", {"position": 9}), ("photo_size", {"width": 1601}), ("photo_place_once", {"position": 1})],
)
def test_the_database_refuses_a_photograph(draft, alder_office, name, change):
    with context.entered(alder_office):
        added(draft)
        second = added(draft)
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            AdvertPhoto.objects.filter(pk=second.pk).update(**change)
    assert caught.value.__cause__.diag.constraint_name == name


# who sees them


def test_added_described_shown_and_deleted_at_the_desk(draft, alder_office, desk_client):
    client, page = desk_client("exchange_adviser"), reverse("exchange_photos", args=[draft.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, upload(telling_photo())).headers["Location"] == page
    with context.entered(alder_office):
        kept = AdvertPhoto.objects.get()
    address = reverse("exchange_photo", args=[kept.pk])
    shown = client.get(address)

    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    assert MARKER not in shown.content
    assert address in client.get(reverse("exchange_advert", args=[draft.pk])).content.decode()
    client.post(reverse("exchange_photo_caption", args=[kept.pk]), {"caption": "nagyszoba"})
    assert "nagyszoba" in client.get(page).content.decode()
    client.post(reverse("exchange_photo_delete", args=[kept.pk]))
    assert client.get(address).status_code == 404
    with context.entered(alder_office):
        verbs = list(AuditEntry.objects.filter(verb__contains="photo").values_list("verb", flat=True))
    assert verbs == ["advert_photo_added", "advert_photo_described", "advert_photo_removed"]


def test_a_wrong_file_is_refused_and_its_words_are_kept(draft, desk_client):
    answer = desk_client("exchange_adviser").post(
        reverse("exchange_photos", args=[draft.pk]), upload(b"%PDF-1.7", caption="a nagyszoba")
    )

    assert answer.context["form"].errors["photo"] == ["Ide csak fényképet küldhet: JPEG, PNG vagy WebP."]
    assert 'value="a nagyszoba"' in answer.content.decode()


def test_whoever_reads_adverts_looks_and_changes_nothing(draft, alder_office, desk_client):
    with context.entered(alder_office):
        kept = added(draft)
    client = desk_client("clerk")

    assert client.get(reverse("exchange_photo", args=[kept.pk])).status_code == 200
    assert client.post(reverse("exchange_photos", args=[draft.pk]), upload(photo())).status_code == 403


def test_a_resident_sends_a_photograph_with_the_phone(draft, alder_office):
    client = resident(alder_office, draft)
    page = client.get("/my/exchange/photos/").content.decode()
    assert 'accept="image/*"' in page
    assert "capture=" in page
    client.post("/my/exchange/photos/", upload(photo()))
    with context.entered(alder_office):
        kept = AdvertPhoto.objects.get()
    small = client.get(reverse("my_exchange_photo", args=[kept.pk]) + "?small")

    assert Image.open(io.BytesIO(small.content)).size == (320, 240)
    client.post(reverse("my_exchange_photo_caption", args=[kept.pk]), {"caption": "x" * 121})
    client.post(reverse("my_exchange_photo_delete", args=[kept.pk]))
    with context.entered(alder_office):
        assert AdvertPhoto.objects.count() == 0


def test_another_resident_finds_no_photograph(draft, alder_office):
    with context.entered(alder_office):
        kept = added(draft)
        other = cast.advert("Kis Béla", number=2, publish=False)
        empty = added(cast.vacant(9))
    bela = resident(alder_office, other)

    for pk in (kept.pk, empty.pk, 99_999):
        assert bela.get(reverse("my_exchange_photo", args=[pk])).status_code == 404
        assert bela.post(reverse("my_exchange_photo_delete", args=[pk])).status_code == 404
        assert bela.post(reverse("my_exchange_photo_caption", args=[pk]), {"caption": "x"}).status_code == 404
    with context.entered(alder_office):
        assert AdvertPhoto.objects.values_list("caption", flat=True).distinct().get() == "konyha"


def test_another_office_finds_no_photograph(draft, alder_office, birch_office, desk_client, person_at_desk):
    with context.entered(alder_office):
        kept = added(draft)
    with context.entered(birch_office):
        head = person_at_desk("office_head", email="head@birch.example")
    there = browser_of(birch_office, head)

    assert there.get(reverse("exchange_photo", args=[kept.pk])).status_code == 404
    assert there.post(reverse("exchange_photo_delete", args=[kept.pk])).status_code == 404


def test_nobody_sees_one_without_signing_in(draft, alder_office):
    with context.entered(alder_office):
        kept = added(draft)

    assert browser_of(alder_office).get(reverse("exchange_photo", args=[kept.pk])).status_code == 302


def test_taking_the_advert_back_keeps_the_photographs(draft, alder_office):
    from django.utils import timezone

    with context.entered(alder_office):
        added(draft)
        lifecycle.withdraw(advert=draft, by=SYSTEM, at=timezone.now())
        assert AdvertPhoto.objects.count() == 1
