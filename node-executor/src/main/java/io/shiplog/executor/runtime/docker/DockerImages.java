package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Container;
import io.shiplog.executor.runtime.ImageStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The engine's images. Those of anybody's containers count as in use, and so does the sandboxes' own. */
final class DockerImages implements ImageStore {

    private static final String NONE_TAG = "<none>:<none>";

    private final Engine engine;
    private final String directory;

    /** @param directory where the engine keeps them, empty where that is not on this machine */
    DockerImages(Engine engine, String directory) {
        this.engine = engine;
        this.directory = directory;
    }

    /** Where an engine says that it keeps images, as far as that is a directory of this machine. */
    static String directory(String dockerHost, @Nullable String root) {
        return dockerHost.startsWith("unix:") && root != null && Files.isDirectory(Path.of(root)) ? root : "";
    }

    @Override
    public String directory() {
        return directory;
    }

    @Override
    public List<ImageStore.Image> list() {
        Set<String> used = new HashSet<>();
        for (Container container : engine.listAll()) {
            used.add(container.getImageId());
        }
        List<ImageStore.Image> out = new ArrayList<>();
        for (var image : engine.images()) {
            List<String> names = new ArrayList<>(names(image.getRepoTags()));
            boolean inUse = used.contains(image.getId()) || names.contains(PauseImage.NAME);
            names.addAll(names(image.getRepoDigests()));
            Long size = image.getSize();
            out.add(new ImageStore.Image(image.getId(), names, size == null ? 0 : size, inUse));
        }
        return out;
    }

    private static List<String> names(String @Nullable [] names) {
        return names == null
                ? List.of()
                : Arrays.stream(names)
                        .filter(name -> !name.equals(NONE_TAG) && !name.startsWith("<none>@"))
                        .toList();
    }

    @Override
    public boolean remove(String id) {
        var image = engine.image(id);
        if (image == null) {
            return true;
        }
        // By name after name: the engine refuses an id that several names stand for, and never needs to be forced.
        List<String> tags = image.getRepoTags();
        for (String name : tags == null || tags.size() < 2 ? List.of(id) : tags) {
            if (!engine.removeImage(name)) {
                return false;
            }
        }
        return engine.image(id) == null;
    }
}
