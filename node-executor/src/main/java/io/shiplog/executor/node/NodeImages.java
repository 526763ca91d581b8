package io.shiplog.executor.node;

import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.schemas.record.ImageReport;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that a node has, and what it has said of them. Said when they have changed, and not at every change: each one
 * costs a record and a version of the Node, while pods are pulled one after the other.
 */
final class NodeImages {

    /** As many as a kubelet reports where nobody says otherwise (nodeStatusMaxImages), the largest. */
    static final int IMAGES_MAX = 50;
    /** As many as a kubelet gives of each. */
    static final int NAMES_MAX = 5;
    /** Time between two reports. */
    static final long SAID_AGAIN_MILLIS = 60_000;

    private @Nullable List<ImageReport> has;
    private @Nullable List<ImageReport> said;
    private long saidMillis;

    /** What of a runtime's images is reported: none without a name, since nobody could ask for it. */
    static List<ImageReport> reported(List<ImageStore.Image> images) {
        return images.stream()
                .filter(image -> !image.names().isEmpty())
                .sorted(Comparator.comparingLong(ImageStore.Image::sizeBytes)
                        .reversed()
                        .thenComparing(ImageStore.Image::id))
                .limit(IMAGES_MAX)
                .map(image ->
                        new ImageReport(image.names().stream().limit(NAMES_MAX).toList(), image.sizeBytes()))
                .toList();
    }

    /** Takes what there is now. */
    void found(List<ImageReport> images) {
        has = images;
    }

    /** What was said does not count any more: the node is a new one, or records were lost. */
    void forget() {
        said = null;
    }

    /** Is there something to say? */
    boolean due(long nowMillis) {
        return has != null && !has.equals(said) && (said == null || nowMillis - saidMillis >= SAID_AGAIN_MILLIS);
    }

    /** Says it. */
    @Nullable
    List<ImageReport> say(long nowMillis) {
        said = has;
        saidMillis = nowMillis;
        return has;
    }
}
