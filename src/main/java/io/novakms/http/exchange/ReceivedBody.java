package io.novakms.http.exchange;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that has arrived, read from memory. */
final class ReceivedBody extends ServletInputStream {
  private final InputStream in;

  ReceivedBody(RequestBody body) {
    this.in = body.stream();
  }

  @Override
  public int read() throws IOException {
    return in.read();
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    return in.read(to, from, count);
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public boolean isFinished() {
    try {
      return in.available() == 0;
    } catch (IOException e) {
      throw new IllegalStateException("memory can't fail", e);
    }
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    throw new IllegalStateException("the body is here already");
  }
}
