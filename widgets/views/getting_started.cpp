// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/getting_started.h"

#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr const char* kNames[GettingStarted::kSteps] = {"look", "compare", "swap", "dm", "train", "export"};

QString nameOf(GettingStarted::Step step) { return QString::fromLatin1(kNames[static_cast<int>(step)]); }

} // namespace

GettingStarted::GettingStarted(QWidget* parent) : QScrollArea(parent), m_count(theme::label({}, theme::Text::Small))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    paintAsPage(content);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    column->addWidget(m_count);
    const QString titles[] = {tr("Look at a query"), tr("Compare SIIR and Lever-LM"), tr("Swap one demonstration"), tr("Build a D_M of 40 anchors"),
        tr("Train a tiny Lever-LM"), tr("Export the chart")};
    const QString texts[] = {tr("On the Data page, press Enter on a sample."), tr("The Sequences page shows what each strategy chose for it."),
        tr("In what-if mode (W), drag, remove or insert a card."), tr("About 20 seconds: which demonstrations help the model most."),
        tr("About 30 seconds: it learns to write such sequences."), tr("On the Charts page, press Ctrl+E.")};
    for (int i = 0; i < kSteps; ++i) {
        const auto step = static_cast<Step>(i);
        auto* box = new QCheckBox(titles[i]);
        box->setAttribute(Qt::WA_TransparentForMouseEvents); // it says what was done; doing it is elsewhere
        box->setFocusPolicy(Qt::NoFocus);
        m_boxes.insert(step, box);
        auto* text = theme::label(texts[i], theme::Text::Small, nullptr, true);
        auto* show = new QPushButton(tr("Show me"));
        show->setAccessibleName(tr("Show me: %1").arg(titles[i]));
        connect(show, &QPushButton::clicked, this, [this, step] { Q_EMIT wanted(step); });
        auto* one = new QVBoxLayout; // below each other: a dock is narrow
        one->setSpacing(4);
        one->addWidget(box);
        one->addWidget(text);
        one->addWidget(show, 0, Qt::AlignLeft);
        column->addLayout(one);
    }
    column->addStretch();
    setWidget(content);
    setAccessibleName(tr("Getting started"));
    update();
}

void GettingStarted::setDone(const QStringList& names)
{
    for (auto one = m_boxes.begin(); one != m_boxes.end(); ++one)
        one.value()->setChecked(names.contains(nameOf(one.key())));
    update();
}

QStringList GettingStarted::done() const
{
    QStringList names;
    for (auto one = m_boxes.begin(); one != m_boxes.end(); ++one)
        if (one.value()->isChecked())
            names.append(nameOf(one.key()));
    return names;
}

bool GettingStarted::isDone(Step step) const { return m_boxes[step]->isChecked(); }

void GettingStarted::finish(Step step)
{
    if (isDone(step))
        return;
    m_boxes[step]->setChecked(true);
    update();
    Q_EMIT changed();
}

void GettingStarted::update()
{
    const auto count = static_cast<int>(done().size());
    m_count->setText(count == kSteps ? tr("All done.") : tr("%1 of %2 done").arg(count).arg(kSteps));
}

} // namespace fulcrum::views
