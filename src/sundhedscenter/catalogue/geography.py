"""Straight-line distance between two points. Pure."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Great-circle distance in kilometres (haversine). Roads are longer; pages say "i luftlinje"."""
    north, east = radians(lat_2 - lat_1), radians(lon_2 - lon_1)
    half = sin(north / 2) ** 2 + cos(radians(lat_1)) * cos(radians(lat_2)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
