from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class OrganisationsConfig(AppConfig):
    name = "dukao.organisations"
    verbose_name = "组织"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.journal.sentences import register
        from dukao.kernel.sealing import renewals
        from dukao.organisations.services import renew_people_seals
        from dukao.organisations.vocabulary import JOURNAL, PAGES
        from dukao.ui.navigation import Item, Section, navigation

        for events, fields in JOURNAL:
            register(events, fields)
        renewals["人员号码"] = renew_people_seals
        for order, (label, icon, names) in enumerate(PAGES, start=60):
            first, *others = (f"organisations:{name}" for name in names)
            entry = Item(label, icon=icon, url_name=first, order=order, covers=tuple(others))
            navigation.add(Section.ADMINISTRATION, entry)
