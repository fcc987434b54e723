// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sequence_film.h"

#include "core/icl/sequence_agreement.h"
#include "widgets/bridge/format.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/sequence_links.h"

#include <QApplication>
#include <QDataStream>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace fulcrum::views {

namespace {

constexpr int kHeadWidth = 84, kBetween = 18, kGap = 8;
enum Column { Head, Cards, Outcome };

/// What a row does to the one above.
struct Step
{
    int added = 0, lost = 0;
    bool sameOrder = true;
    bool begins = true; ///< everything of the row above keeps its position
};

Step stepBetween(const bridge::Lane& above, const bridge::Lane& row)
{
    const auto before = above.sequence.indices(), now = row.sequence.indices();
    const icl::SequenceAgreement both = icl::sequenceAgreement(before, now);
    Step step;
    step.added = static_cast<int>(now.size() - both.shared);
    step.lost = static_cast<int>(before.size() - both.shared);
    step.sameOrder = !both.order || *both.order == 1.0;
    step.begins = before.size() <= now.size() && std::equal(before.begin(), before.end(), now.begin());
    return step;
}

} // namespace

SequenceFilm::SequenceFilm(bridge::LaneFilm* film, bridge::WorkspaceState* state, bridge::ThumbnailProvider* thumbnails, QWidget* parent)
    : QFrame(parent), m_film(film), m_state(state), m_thumbnails(thumbnails), m_grid(new QGridLayout(this))
{
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    setAccessibleName(tr("One strategy, a row for each number of shots"));
    m_grid->setContentsMargins(12, 12, 12, 12);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(kBetween);
    m_grid->setColumnStretch(Outcome, 1);
}

QVector<IcdCard*> SequenceFilm::cards() const
{
    QVector<IcdCard*> all;
    for (const QVector<IcdCard*>& row : m_rows)
        all += row;
    return all;
}

QByteArray SequenceFilm::fingerprint() const
{
    QByteArray text;
    QDataStream stream(&text, QIODevice::WriteOnly);
    stream << m_selectionOrder << m_state->shots();
    for (const bridge::Lane& lane : m_film->rows()) {
        stream << lane.key << static_cast<int>(lane.state) << lane.reason << lane.subtitle;
        stream << lane.prediction << lane.hasPrediction << lane.score;
        for (const bridge::IcdView& icd : lane.icds)
            stream << qint64(icd.index) << icd.text << icd.answer << icd.step << icd.probability << icd.similarity << icd.gain;
    }
    return text;
}

void SequenceFilm::refresh(bool selectionOrder)
{
    m_selectionOrder = selectionOrder;
    const QByteArray now = fingerprint();
    if (now == m_shown)
        return;
    m_shown = now;
    int focusRow = -1, focusPosition = -1; // the card that has the keyboard
    for (int row = 0; row < m_rows.size(); ++row)
        for (const IcdCard* card : qAsConst(m_rows[row]))
            if (card->hasFocus()) {
                focusRow = row;
                focusPosition = card->position();
            }
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_rows.clear();
    for (int row = 0; row < m_film->rows().size(); ++row)
        showRow(row);
    m_grid->setRowStretch(static_cast<int>(m_rows.size()), 1);
    tint();
    for (int row = 0; row < m_rows.size(); ++row)
        for (IcdCard* card : qAsConst(m_rows[row]))
            if (row == focusRow && card->position() == focusPosition)
                card->setFocus();
    update();
}

void SequenceFilm::showRow(int row)
{
    const bridge::Lane& lane = m_film->rows()[row];
    m_rows.append(QVector<IcdCard*>());
    m_grid->setRowStretch(row, 0);
    m_grid->addWidget(makeHead(row), row, Head);
    if (lane.state == bridge::Lane::State::Ready) {
        m_grid->addWidget(makeCards(row), row, Cards, Qt::AlignLeft);
        m_grid->addWidget(makeOutcome(lane), row, Outcome);
        return;
    }
    auto* reason = theme::label(lane.reason, theme::Text::Body, nullptr, true);
    theme::makeSecondary(reason);
    m_grid->addWidget(reason, row, Cards, 1, 2);
}

/// How the row differs from the one above, in a few words.
QString SequenceFilm::change(int row) const
{
    const auto& rows = m_film->rows();
    if (row == 0 || rows[row].state != bridge::Lane::State::Ready || rows[row - 1].state != bridge::Lane::State::Ready)
        return {};
    const Step step = stepBetween(rows[row - 1], rows[row]);
    QStringList parts {step.lost == 0 ? tr("%n added", nullptr, step.added) : tr("%n replaced", nullptr, step.lost)};
    if (!step.sameOrder)
        parts.append(tr("reordered"));
    else if (!step.begins && step.lost == 0)
        parts.append(tr("moved"));
    return parts.join(QStringLiteral(", "));
}

QString SequenceFilm::summary() const
{
    const auto& rows = m_film->rows();
    int compared = 0, most = 0;
    bool begins = true, grows = true;
    for (int row = 1; row < rows.size(); ++row) {
        if (rows[row].state != bridge::Lane::State::Ready || rows[row - 1].state != bridge::Lane::State::Ready)
            continue;
        const Step step = stepBetween(rows[row - 1], rows[row]);
        ++compared;
        begins = begins && step.begins;
        grows = grows && step.lost == 0 && step.sameOrder;
        most = std::max(most, step.lost);
    }
    if (compared == 0)
        return {};
    if (begins)
        return tr("Stable: every row begins like the one above.");
    if (grows)
        return tr("Growing: every row keeps the one above in its order; places in the prompt move.");
    return most == 0 ? tr("Growing: every row keeps the one above, in another order.")
                     : tr("Changing: from one row to the next up to %n demonstrations are replaced.", nullptr, most);
}

QWidget* SequenceFilm::makeHead(int row)
{
    const int shots = row + 1;
    auto* head = new QWidget;
    head->setFixedWidth(kHeadWidth);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* button = new QToolButton;
    button->setText(tr("%n shots", nullptr, shots));
    button->setCheckable(true);
    button->setChecked(shots == m_state->shots());
    button->setAutoRaise(true);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setToolTip(
        button->isChecked() ? tr("The number of shots of all layouts") : tr("Show all layouts with %n shots", nullptr, shots));
    connect(button, &QToolButton::clicked, this, [this, button, shots] {
        button->setChecked(shots == m_state->shots());
        Q_EMIT shotsWanted(shots);
    });
    column->addStretch();
    column->addWidget(button);
    if (const QString text = change(row); !text.isEmpty()) {
        auto* label = theme::label(text, theme::Text::Small, nullptr, true);
        label->setAlignment(Qt::AlignHCenter);
        column->addWidget(label);
        button->setAccessibleDescription(text);
    }
    column->addStretch();
    return head;
}

QWidget* SequenceFilm::makeCards(int row)
{
    const bridge::Lane& lane = m_film->rows()[row];
    auto* content = new QWidget;
    content->setToolTip(lane.subtitle);
    auto* line = new QHBoxLayout(content);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(kGap);
    const int count = static_cast<int>(lane.icds.size());
    QVector<int> order;
    for (int position = 0; position < count; ++position)
        order.append(position);
    if (m_selectionOrder)
        std::stable_sort(order.begin(), order.end(), [&lane](int a, int b) { return lane.icds[a].step < lane.icds[b].step; });
    for (const int position : order) {
        auto* card = new IcdCard(lane.icds[position], position, count, m_thumbnails, nullptr, IcdCard::Shape::Small);
        card->setAccessibleName(tr("%n shots: %1", nullptr, row + 1).arg(card->accessibleName()));
        connect(card, &IcdCard::entered, this, [this, row](int at) { Q_EMIT icdEntered(row + 1, at); });
        connect(card, &IcdCard::activated, this, [this, row](int at) { Q_EMIT icdActivated(row + 1, at); });
        connect(card, &IcdCard::walked, this, [this, card](int key) { IcdCard::walk(cards(), card, key); });
        m_rows[row].append(card);
        line->addWidget(card);
    }
    return content;
}

QWidget* SequenceFilm::makeOutcome(const bridge::Lane& lane)
{
    auto* outcome = new QWidget;
    outcome->setMinimumWidth(130);
    outcome->setToolTip(lane.hasPrediction
            ? lane.prediction
            : tr("The model has not been asked about this sequence. Choose its number of shots, then ask in Lanes."));
    auto* column = new QVBoxLayout(outcome);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addStretch();
    auto* score = theme::label(std::isfinite(lane.score) ? bridge::number(lane.score, 1) : QStringLiteral("–"), theme::Text::Heading);
    score->setFont(theme::tabular(score->font()));
    auto* top = new QHBoxLayout;
    top->addWidget(score);
    if (std::isfinite(lane.score))
        top->addWidget(theme::label(lane.metricName, theme::Text::Small), 0, Qt::AlignBottom);
    top->addStretch();
    column->addLayout(top);
    const QString said = !lane.hasPrediction ? tr("no prediction")
        : lane.prediction.isEmpty()          ? tr("(empty)")
                                             : QStringLiteral("“%1”").arg(lane.prediction);
    column->addWidget(theme::label(said, theme::Text::Small, nullptr, true));
    column->addStretch();
    return outcome;
}

void SequenceFilm::tint()
{
    const bridge::Lane* lane = m_film->lane();
    for (int row = 1; row < m_rows.size() && lane; ++row)
        if (!m_rows[row - 1].isEmpty())
            tintUnique(m_rows[row], m_rows[row - 1], lane->strategy);
}

void SequenceFilm::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    for (int row = 1; row < m_rows.size(); ++row)
        paintLinks(&painter, this, m_rows[row - 1], m_rows[row], Qt::Vertical);
}

void SequenceFilm::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) // tints are those of the theme
        tint();
}

} // namespace fulcrum::views
