package io.serai;

/** Entry point of the command line; everything else is reached from here. */
public final class Serai {

  private Serai() {}

  public static void main(String[] args) {
    System.out.println("Serai");
  }
}
