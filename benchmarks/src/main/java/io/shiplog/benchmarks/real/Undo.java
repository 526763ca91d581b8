package io.shiplog.benchmarks.real;

/** What has to be undone at the end of a run, however it ends: once, by {@link #close} or by a Ctrl-C. */
final class Undo implements AutoCloseable {

    private final Runnable undoing;
    private final Thread atExit = new Thread(this::once, "bench-undo");
    private boolean done;

    /** From now on this will be undone. */
    Undo(Runnable undoing) {
        this.undoing = undoing;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private synchronized void once() {
        if (!done) {
            done = true;
            undoing.run();
        }
    }

    @Override
    public void close() {
        once();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // this JVM is ending already, and the hook finds it done
        }
    }
}
