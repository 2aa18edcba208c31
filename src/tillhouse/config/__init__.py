"""The project file: what a shop is, where its things lie, and every constant of the rules."""

from tillhouse.config.load import FILE_NAME, find_project_file, load_project
from tillhouse.config.project import Project

__all__ = ["FILE_NAME", "Project", "find_project_file", "load_project"]
