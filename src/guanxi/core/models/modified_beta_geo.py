"""MBG/NBD: BG/NBD for customers who may also leave right after their first purchase.

Batislam, Denizel & Filiztekin (2007), "Empirical validation and comparison of models for customer base analysis",
International Journal of Research in Marketing 24(3), 201-209; Hoppe & Wagner (2007), "Customer Base Analysis: The
Case for a Central Variant of the Betageometric/NBD Model", Marketing ZFP 29(2), 75-90 (the CBG/NBD is the same model).
"""

from guanxi.core.models.beta_geo import BetaGeoNBD


class ModifiedBetaGeoNBD(BetaGeoNBD):
    """Repeat purchases and life of customers who may leave unseen after any purchase, the first included (MBG/NBD).

    The likelihood is eq. 4 of Batislam et al.: BG/NBD's with one more chance of leaving, so that somebody alive at T
    has a and b + x + 1 in place of a and b, and somebody without a repeat purchase may have left, too (their eq. 6 and
    7; Hoppe & Wagner, eq. 4 to 9). Everything else is BG/NBD's.
    """

    AT_ONCE = 1
