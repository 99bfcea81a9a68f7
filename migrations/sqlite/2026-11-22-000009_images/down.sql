DROP TABLE apptainer_places;
DROP TABLE apptainer_images;
