// Sound that comes in pieces while it is made, played as one: to the player what an <audio> element is to a file.
// The pieces are 16-bit PCM files that the page's server writes; Web Audio puts them side by side, sample by sample.
(() => {
  if (window.AudioStoryLive) return;
  const LEAD = 0.05; // seconds between the decision to play and the first sample

  window.AudioStoryLive = class extends EventTarget {
    /** @param {{id: string, rate: number, channels: number}} live which sound, as the server describes it */
    constructor({ id, rate, channels }) {
      super();
      Object.assign(this, { id, rate, channels });
      this.context = new AudioContext({ sampleRate: rate }); // no resampling of single pieces, whose edges would click
      this.gain = this.context.createGain();
      this.gain.connect(this.context.destination);
      this.pieces = []; // {start, buffer}, in seconds of the story
      this.there = 0; // seconds that have come
      this.complete = false;
      this.loop = false;
      this.wanted = true; // whether it shall play
      this.position = 0; // seconds, where it stands or where it began to sound
      this.since = null; // time of the context at which it began to sound; null while it does not
      this.born = performance.now();
      this.asked = 0; // pieces that were fetched or are on their way
      this.chain = Promise.resolve();
      this.sources = new Set();
      this.expected = () => []; // [start, end] of pieces to come, in seconds of the story
      this.pauses = 0;
      // a browser that does not let it begin by itself; once it was asked to play, waking up may take its time
      this.doubt = setTimeout(() => { if (this.context.state === "suspended" && this.wanted) this.pause(); }, 3000);
    }

    /** Fetch the pieces that are new. */
    take({ base, count, complete, channels }) {
      this.channels = channels; // known with the first piece
      for (; this.asked < count; this.asked++) {
        const address = `${base}/${this.asked}.pcm`;
        this.chain = this.chain.then(() => this.broken || this.closed || this.fetched(address)).catch((error) => {
          this.broken = true; // what follows would be heard at the wrong place; the finished story's file is whole
          console.warn(error);
          this.dispatchEvent(new Event("error"));
        });
      }
      if (!complete) return;
      this.chain = this.chain.then(() => {
        if (this.broken) return;
        this.complete = true;
        this.go();
      });
    }

    async fetched(address) {
      const get = async () => {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        return answer.arrayBuffer();
      };
      const again = () => new Promise((done) => setTimeout(done, 500)).then(get); // a network may fail for a moment
      this.add(new Int16Array(await get().catch(again)));
    }

    add(samples) {
      const length = samples.length / this.channels;
      const buffer = this.context.createBuffer(this.channels, length, this.rate);
      for (let channel = 0; channel < this.channels; channel++) {
        const data = buffer.getChannelData(channel);
        for (let i = 0; i < length; i++) data[i] = samples[i * this.channels + channel] / 32768;
      }
      this.settle(); // at what was there before, if it ran dry meanwhile
      const piece = { start: this.there, buffer };
      this.pieces.push(piece);
      this.there += buffer.duration;
      this.speed = this.there / ((performance.now() - this.born) / 1000); // seconds made in a second
      if (this.since !== null) { this.schedule(piece); this.watch(); } else this.go();
      this.dispatchEvent(new Event("progress"));
    }

    /** Whether what is there lasts until the rest has come, at the speed measured so far. */
    enough() {
      if (this.complete || this.there - this.position < 0.1) return this.complete;
      return this.expected().every(([start, end]) =>
        end <= this.there || (end - this.there) / this.speed <= Math.max(start, this.there) - this.position);
    }

    get paused() { return !this.wanted; }
    get waiting() { return this.wanted && this.since === null; }
    get ended() { return this.complete && this.currentTime >= this.there; }
    get volume() { return this.gain.gain.value; }
    set volume(value) { this.gain.gain.value = value; }
    get currentTime() {
      if (this.since === null) return this.position;
      return Math.min(this.there, this.position + Math.max(0, this.context.currentTime - this.since));
    }
    set currentTime(seconds) {
      this.silence();
      this.position = Math.max(0, Math.min(this.there, seconds));
      this.go(this.there - this.position > 0.1);
      this.dispatchEvent(new Event("seeked"));
    }

    async play() {
      clearTimeout(this.doubt);
      if (this.ended) this.position = 0;
      this.wanted = true;
      this.dispatchEvent(new Event("play"));
      this.go(this.position > 0);
    }

    pause() {
      if (!this.wanted) return;
      this.silence();
      this.wanted = false;
      this.pauses++;
      this.asleep = this.context.suspend().catch(() => {}); // unless it was closed meanwhile
      this.dispatchEvent(new Event("pause"));
    }

    close() {
      this.pause();
      this.closed = true;
      this.context.close();
    }

    /** Begin to sound, if that is wanted and there is enough. */
    async go(at_once = false) {
      if (!this.wanted || this.since !== null || this.closed || !(at_once || this.enough())) return;
      const pauses = this.pauses;
      await this.asleep; // falling asleep takes its time: what is woken before that would sleep after all
      if (this.context.state !== "running") await this.context.resume().catch(() => {}); // closed meanwhile
      if (pauses !== this.pauses || this.since !== null || this.closed) return;
      this.since = this.context.currentTime + LEAD;
      this.pieces.forEach((piece) => this.schedule(piece));
      this.watch();
      this.dispatchEvent(new Event("playing"));
    }

    schedule({ start, buffer }) {
      const skipped = Math.max(0, this.position - start);
      if (skipped >= buffer.duration) return;
      const source = new AudioBufferSourceNode(this.context, { buffer });
      source.connect(this.gain);
      source.start(this.since + start + skipped - this.position, skipped);
      this.sources.add(source);
      source.onended = () => this.sources.delete(source);
    }

    /** Look again when what is there has been heard. */
    watch() {
      clearTimeout(this.alarm);
      const left = this.since + this.there - this.position - this.context.currentTime;
      this.alarm = setTimeout(() => this.settle(), 1000 * left + 20);
    }

    /** All that is there has been heard: the end, or a wait for more. */
    settle() {
      if (this.since === null) return;
      if (this.context.currentTime < this.since + this.there - this.position) return this.watch();
      this.silence();
      this.position = this.there;
      if (!this.complete) return this.dispatchEvent(new Event("waiting"));
      if (this.loop) { this.position = 0; return this.go(); }
      this.wanted = false;
      this.dispatchEvent(new Event("ended"));
    }

    silence() {
      this.position = this.currentTime;
      this.since = null;
      clearTimeout(this.alarm);
      for (const source of this.sources) source.stop();
      this.sources.clear();
    }
  };
})();
