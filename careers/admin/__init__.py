from careers.admin import company, drafts, publications

__all__ = ["company", "drafts", "publications"]
