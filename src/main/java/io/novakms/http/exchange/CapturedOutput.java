package io.novakms.http.exchange;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/** Collects an answer's body. */
final class CapturedOutput extends ServletOutputStream {
  private final HeldBytes body;

  CapturedOutput(HeldBytes body) {
    this.body = body;
  }

  @Override
  public void write(int one) {
    body.append(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int count) {
    body.append(from, offset, count);
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    throw new IllegalStateException("the answer is collected first");
  }
}
