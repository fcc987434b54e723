// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/beam_view.h"

#include "widgets/bridge/format.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/icd_card.h"

#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

namespace fulcrum::views {

namespace {

constexpr int kFactsWidth = 140;

/// Gains in the order in which the steps were made.
QStringList stepLines(const store::DmEntry& beam)
{
    QMap<int, QString> lines;
    for (std::size_t i = 0; i < beam.steps.size() && i < beam.gains.size(); ++i)
        lines[beam.steps[i]] = BeamView::tr("Step %1: %2").arg(beam.steps[i] + 1).arg(bridge::gain(beam.gains[i]));
    return lines.values();
}

double lastProbability(const store::DmEntry& beam)
{
    double found = bridge::kUnknownNumber;
    int last = -1;
    for (std::size_t i = 0; i < beam.steps.size() && i < beam.probabilities.size(); ++i)
        if (beam.steps[i] > last) {
            last = beam.steps[i];
            found = beam.probabilities[i];
        }
    return found;
}

} // namespace

BeamView::BeamView(const bridge::DmContents& contents, const store::DmEntry& beam, int twin, bridge::ThumbnailProvider* thumbnails,
    QWidget* parent)
    : QFrame(parent), m_score(beam.score)
{
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    setAccessibleName(tr("Beam %1").arg(beam.rank + 1));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 10, 10);
    row->setSpacing(10);
    row->addWidget(makeFacts(contents, beam, twin));
    const QVector<bridge::IcdView> icds = bridge::beamViews(contents, beam);
    for (int i = 0; i < icds.size(); ++i)
        row->addWidget(makeCard(icds[i], beam, i, thumbnails));
    row->addStretch();
    setAccessibleDescription(m_facts.join(QStringLiteral(", ")));
}

QWidget* BeamView::makeFacts(const bridge::DmContents& contents, const store::DmEntry& beam, int twin)
{
    auto* facts = new QWidget;
    facts->setFixedWidth(kFactsWidth);
    auto* column = new QVBoxLayout(facts);
    column->setContentsMargins(0, 2, 0, 2);
    column->setSpacing(3);
    const auto add = [&](const QString& text, theme::Text size) {
        QLabel* label = theme::label(text, size, nullptr, true);
        column->addWidget(label);
        m_facts.append(text);
        return label;
    };
    add(tr("Beam %1").arg(beam.rank + 1), theme::Text::Heading);
    QLabel* score = add(tr("Score %1").arg(bridge::number(beam.score, 4)), theme::Text::Body);
    score->setToolTip(contents.lastGain ? tr("The gain of the last step, as published; earlier gains are not in it")
                                        : tr("The gain of the whole sequence over the prompt without demonstrations"));
    if (const double whole = lastProbability(beam); std::isfinite(whole))
        add(tr("P(y|x) %1 → %2").arg(bridge::number(beam.baseProbability, 3), bridge::number(whole, 3)), theme::Text::Body)
            ->setToolTip(tr("Likelihood of the anchor's answer, geometric mean of its tokens: without demonstrations, and with these"));
    for (const QString& line : stepLines(beam))
        add(line, theme::Text::Small)
            ->setToolTip(contents.logScore ? tr("Gain of the step: difference of log P") : tr("Gain of the step: difference of P"));
    if (twin >= 0)
        add(tr("Duplicate of beam %1: the same demonstrations").arg(twin + 1), theme::Text::Small);
    column->addWidget(m_dropped = theme::label(tr("Dropped by the threshold"), theme::Text::Small, nullptr, true));
    m_dropped->hide();
    column->addStretch();
    return facts;
}

QWidget* BeamView::makeCard(const bridge::IcdView& icd, const store::DmEntry& beam, int position, bridge::ThumbnailProvider* thumbnails)
{
    auto* place = new QWidget;
    auto* column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    const bool last = position + 1 == static_cast<int>(beam.items.size());
    QString text = icd.step < 0 ? tr("Place %1").arg(position + 1) : tr("Place %1 · step %2").arg(position + 1).arg(icd.step + 1);
    QLabel* title = theme::label(text, theme::Text::Small);
    title->setToolTip(last ? tr("Place in the prompt, next to the query; and the step of the search that chose it")
                           : tr("Place in the prompt; and the step of the search that chose it"));
    column->addWidget(title);
    auto* card = new IcdCard(icd, position, static_cast<int>(beam.items.size()), thumbnails);
    connect(card, &IcdCard::entered, this, [this, item = icd.index] { Q_EMIT icdEntered(item); });
    connect(card, &IcdCard::activated, this, [this, item = icd.index] { Q_EMIT icdActivated(item); });
    connect(card, &IcdCard::walked, this, [this, card](int key) { // also to the other beams
        IcdCard::walk((parentWidget() ? parentWidget() : this)->findChildren<IcdCard*>(), card, key);
    });
    column->addWidget(card);
    const auto at = static_cast<std::size_t>(position);
    if (at < beam.probabilities.size()) {
        QLabel* after = theme::label(tr("P after it %1").arg(bridge::number(beam.probabilities[at], 4)), theme::Text::Small);
        after->setToolTip(tr("Likelihood of the anchor's answer after the step that chose this demonstration"));
        column->addWidget(after);
    }
    column->addStretch();
    m_cards.append(card);
    return place;
}

void BeamView::setThreshold(double threshold) { m_dropped->setVisible(!dm::reaches(m_score, threshold)); }

QString BeamView::factsText() const
{
    return m_facts.join(u'\n') + (m_dropped->isHidden() ? QString() : u'\n' + m_dropped->text());
}

} // namespace fulcrum::views
