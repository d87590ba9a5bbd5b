"""The labels of a story's fields."""

FIELD_LABELS = {
    "headline": "Headline",
    "dek": "Dek",
    "body": "Text",
    "slug": "Address",
    "kind": "Kind",
    "regions": "Regions",
    "topics": "Topics",
    "contributors": "Byline",
    "lead_picture": "Lead picture",
    "seo_title": "Title for search results",
    "seo_description": "Description for search results",
    "revision_name": "Revision name",
}
