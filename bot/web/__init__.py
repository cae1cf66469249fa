"""The therapists' web app. One folder a group of pages, with its views, forms and templates side by side."""
