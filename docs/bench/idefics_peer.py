#!/usr/bin/env python3
"""The work of `fulcrum-cli bench dm` as the published code does it, through PyTorch and transformers.

One anchor of D_M construction with an IDEFICS-9B of random weights: for every beam, one padded batch after the other, every image
encoded again for every sequence, logits at every position. Prints one JSON object.

    python3 idefics_peer.py CONFIG.json [candidates] [shots] [beam] [batch]
"""
import json
import math
import sys
import time

import torch

WORDS = 12


def build(config):
    from transformers import IdeficsConfig, IdeficsForVisionText2Text

    with torch.device("cuda"):
        torch.set_default_dtype(torch.bfloat16)
        model = IdeficsForVisionText2Text(IdeficsConfig(**config)).eval()
        torch.set_default_dtype(torch.float32)
    with torch.no_grad():
        for name, one in model.named_parameters():
            if "alpha" in name:
                one.fill_(0.5)
            elif one.dim() > 1:
                one.normal_(0, 0.02)
    return model.to(torch.bfloat16)


class Work:
    def __init__(self, config, model, images):
        self.config, self.model = config, model
        side = config["vision_config"]["image_size"]
        generator = torch.Generator().manual_seed(5)
        self.pixels = [torch.rand(3, side, side, generator=generator) * 2 - 1 for _ in range(images)]
        words = torch.Generator().manual_seed(6)
        self.words = [torch.randint(5, config["vocab_size"], (WORDS,), generator=words).tolist() for _ in range(images)]
        self.scored = self.encoded = 0

    def tokens(self, item, ends):
        image = self.config["vocab_size"] + 1
        return [image - 1, image, image - 1, 3, 4] + self.words[item] + [3] + ([2] if ends else [])

    @torch.no_grad()
    def score(self, sequences):
        """log P(words of the query | sequence), the query (item 0) last; a padded batch."""
        ids, starts = [], []
        for sequence in sequences:
            row = [1]
            for item in sequence:
                row += self.tokens(item, False)
            starts.append(len(row) + 5)
            ids.append(row + self.tokens(0, True))
        longest, images = max(map(len, ids)), len(sequences[0]) + 1
        batch = torch.zeros(len(ids), longest, dtype=torch.long)
        mask = torch.zeros_like(batch)
        sees = torch.zeros(len(ids), longest, images, dtype=torch.long)
        for r, row in enumerate(ids):
            batch[r, : len(row)] = torch.tensor(row)
            mask[r, : len(row)] = 1
            seen = -1
            for t, token in enumerate(row):
                seen += token == self.config["vocab_size"] + 1
                if seen >= 0:
                    sees[r, t, seen] = 1
        pixels = torch.stack([torch.stack([self.pixels[i] for i in s + (0,)]) for s in sequences]).to("cuda", torch.bfloat16)
        batch, mask, sees = batch.cuda(), mask.cuda(), sees.cuda()
        logits = self.model(input_ids=batch, attention_mask=mask, pixel_values=pixels, image_attention_mask=sees, use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(
            logits[:, :-1].reshape(-1, logits.shape[-1]).float(), batch[:, 1:].reshape(-1), reduction="none").view(len(ids), -1)
        self.scored += len(ids)
        self.encoded += pixels.shape[0] * pixels.shape[1]
        return [(-loss[r, starts[r] - 1 : len(row) - 1].mean()).item() for r, row in enumerate(ids)]

    def anchor(self, candidates, shots, beam, batch):
        self.scored = self.encoded = 0
        beams = [()]
        for _ in range(shots):
            found = []
            for chosen in beams:
                longer = [(c,) + chosen for c in range(1, candidates + 1) if c not in chosen]
                alone = math.exp(self.score([chosen])[0])
                for first in range(0, len(longer), batch):
                    part = longer[first : first + batch]
                    found += [(math.exp(s) - alone, one) for s, one in zip(self.score(part), part)]
            found.sort(key=lambda pair: -pair[0])
            beams = [one for _, one in found[:beam]]
        torch.cuda.synchronize()


def main():
    config = json.load(open(sys.argv[1]))
    candidates, shots, beam, batch = (int(x) for x in (sys.argv[2:] + ["64", "2", "5", "32"][len(sys.argv) - 2 :])[:4])
    for key in ("architectures", "torch_dtype", "transformers_version", "model_type"):
        config.pop(key, None)
    start = time.time()
    model = build(config)
    work = Work(config, model, candidates + 1)
    made = time.time() - start
    times = []
    for _ in range(3):
        start = time.time()
        work.anchor(candidates, shots, beam, batch)
        times.append(time.time() - start)
    import transformers

    print(json.dumps({"peer": f"transformers {transformers.__version__}, torch {torch.__version__}", "anchor_s": min(times), "all_s": times,
        "sequences": work.scored, "images_encoded": work.encoded, "batch": batch, "made_s": made,
        "memory_gib": torch.cuda.max_memory_allocated() / 2**30,
        "attention": getattr(model.config, "_attn_implementation", "")}))


main()
