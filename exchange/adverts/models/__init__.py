"""What an office keeps of the exchange in its own schema: adverts, what was checked of them, photographs of the flats,
flats that are let on the market, and how the office works."""

from exchange.adverts.models.adverts import DAYS_LISTED, OPEN, PUBLISHED, Advert, AdvertQuerySet
from exchange.adverts.models.checks import AdvertCheck, ExchangeSetting
from exchange.adverts.models.market import MarketFlat, MarketFlatQuerySet
from exchange.adverts.models.photos import MOST_PHOTOS, AdvertPhoto

__all__ = [
    "DAYS_LISTED",
    "MOST_PHOTOS",
    "OPEN",
    "PUBLISHED",
    "Advert",
    "AdvertCheck",
    "AdvertPhoto",
    "AdvertQuerySet",
    "ExchangeSetting",
    "MarketFlat",
    "MarketFlatQuerySet",
]
