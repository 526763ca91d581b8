package io.shiplog.executor.runtime;

import java.util.List;

/** Images that a runtime keeps. */
public interface ImageStore {

    /** Of a runtime without images. */
    ImageStore NONE = new ImageStore() {
        @Override
        public List<Image> list() {
            return List.of();
        }

        @Override
        public boolean remove(String id) {
            return false;
        }

        @Override
        public String directory() {
            return "";
        }
    };

    /**
     * One image.
     *
     * @param names tags and digests
     * @param inUse a container, running or not, was made of it
     */
    record Image(String id, List<String> names, long sizeBytes, boolean inUse) {}

    /** Every image. */
    List<Image> list();

    /** Removes an image unless it is in use; true when it is gone. */
    boolean remove(String id);

    /** A directory on the file system with the images, empty where it is not on this machine. */
    String directory();
}
