package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.schemas.object.StatusException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Ways into running pods for people: CRI's Exec, Attach and PortForward as blocking streams. Refusals are
 * {@link StatusException}s in words for the user (404 the container does not run, 400 no such port …).
 */
public interface PodAccess {

    /** Of a runtime in which nothing really runs. */
    PodAccess NONE = new PodAccess() {
        @Override
        public Session exec(ContainerRef container, List<String> command, Streams streams) {
            throw nothingRuns();
        }

        @Override
        public Session attach(ContainerRef container, Streams streams) {
            throw nothingRuns();
        }

        @Override
        public Connection connect(PodRef pod, int port) {
            throw nothingRuns();
        }

        private StatusException nothingRuns() {
            return StatusException.of(
                    501,
                    "NotImplemented",
                    "simulated containers run nothing: start the cluster with --runtime docker or process");
        }
    };

    /** Which streams are wanted; with a tty there is no stderr. */
    record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

    /** Starts a command in a running container. */
    Session exec(ContainerRef container, List<String> command, Streams streams) throws IOException;

    /** Joins the streams of the container's own process. */
    Session attach(ContainerRef container, Streams streams) throws IOException;

    /** Opens a TCP connection to a port inside the pod. */
    Connection connect(PodRef pod, int port) throws IOException;

    /** A command under way. Closing it ends the command, unless it is an attachment. */
    interface Session extends Closeable {
        /** Closing it is the end of the command's input. */
        OutputStream stdin();

        /** Ends when the command ends or closes it. */
        InputStream stdout();

        /** Empty with a tty. */
        InputStream stderr();

        /** New size of the terminal, in characters. */
        void resize(int width, int height);

        /** Waits for the end and gives the exit code; 0 for an attachment that was left. */
        int exitCode() throws IOException, InterruptedException;
    }

    /** A connection. */
    interface Connection extends Closeable {
        InputStream in();

        /** Closing it half-closes the connection. */
        OutputStream out();
    }
}
