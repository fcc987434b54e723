// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/tag_editor.h"

#include "widgets/delegates/text_paint.h"
#include "widgets/theme/type.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr int kTagRole = Qt::UserRole;
constexpr int kWidth = 280, kHeight = 320;

QIcon dot(const QString& tag)
{
    QPixmap pixmap(24, 24);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(delegates::tagColor(tag));
    painter.drawEllipse(QRectF(4, 4, 16, 16));
    painter.end();
    return pixmap;
}

} // namespace

QVector<TagEditor::State> TagEditor::statesOf(const store::TagFacts& tags, const std::vector<std::int32_t>& samples)
{
    std::vector<std::size_t> counts(tags.names.size());
    for (const std::int32_t sample : samples)
        for (const std::uint16_t id : tags.of(sample))
            ++counts[id];
    QVector<State> states;
    for (std::size_t id = 0; id < counts.size(); ++id)
        if (tags.names[id] != data::kStarTag)
            states.append({QString::fromStdString(tags.names[id]),
                counts[id] == 0                   ? Qt::Unchecked
                    : counts[id] == samples.size() ? Qt::Checked
                                                   : Qt::PartiallyChecked});
    return states;
}

TagEditor::TagEditor(const QVector<State>& states, int count, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_edit(new QLineEdit), m_list(new QListWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setFixedSize(kWidth, kHeight);
    setAccessibleName(tr("Tags"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(8);
    column->addWidget(theme::label(tr("Tags of %n samples", nullptr, count), theme::Text::Heading));
    m_edit->setPlaceholderText(tr("Find or create a tag"));
    m_edit->setAccessibleName(tr("Find or create a tag"));
    m_edit->setMaxLength(kLongestTag);
    m_edit->installEventFilter(this);
    column->addWidget(m_edit);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Tags"));
    for (const State& state : states) {
        auto* item = new QListWidgetItem(dot(state.tag), state.tag, m_list);
        item->setData(kTagRole, state.tag);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(state.state);
    }
    column->addWidget(m_list, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &TagEditor::narrow);
    connect(m_edit, &QLineEdit::returnPressed, this, &TagEditor::enter);
    connect(m_list, &QListWidget::itemChanged, this, &TagEditor::itemChanged);
    connect(m_list, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
        if (item == m_new)
            enter();
    });
    m_list->installEventFilter(this);
    narrow({});
}

void TagEditor::popup(const QPoint& global)
{
    const QRect room = parentWidget()->screen()->availableGeometry();
    move(std::clamp(global.x() - width() / 2, room.left(), std::max(room.left(), room.right() - width())),
        std::clamp(global.y() - 24, room.top(), std::max(room.top(), room.bottom() - height())));
    show();
    m_edit->setFocus();
}

/// Tags that contain what is typed; when none is called exactly so, the last row creates it.
void TagEditor::narrow(const QString& typed)
{
    const QSignalBlocker quiet(m_list);
    const QString name = typed.simplified();
    delete m_new;
    m_new = nullptr;
    bool exact = name.isEmpty();
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        const QString tag = item->data(kTagRole).toString();
        item->setHidden(!tag.contains(name, Qt::CaseInsensitive));
        exact |= tag == name;
    }
    if (!exact) {
        m_new = new QListWidgetItem(tr("Create “%1”").arg(name), m_list);
        m_new->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    }
    m_list->setCurrentRow(-1);
}

/// Enter on a typed name sets that tag; on a row of the list, what the row stands for.
void TagEditor::enter()
{
    const QString name = m_edit->text().simplified();
    if (name.isEmpty()) {
        close();
        return;
    }
    for (int row = 0; row < m_list->count(); ++row)
        if (QListWidgetItem* item = m_list->item(row); item->data(kTagRole).toString() == name) {
            item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
            m_edit->clear();
            return;
        }
    {
        const QSignalBlocker quiet(m_list);
        auto* item = new QListWidgetItem(dot(name), name);
        item->setData(kTagRole, name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
        m_list->insertItem(0, item);
    }
    m_edit->clear();
    Q_EMIT tagSet(name, true);
}

void TagEditor::itemChanged(QListWidgetItem* item)
{
    if (item != m_new)
        Q_EMIT tagSet(item->data(kTagRole).toString(), item->checkState() == Qt::Checked);
}

bool TagEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down) {
            m_list->setFocus();
            for (int row = 0; row < m_list->count(); ++row)
                if (!m_list->item(row)->isHidden()) {
                    m_list->setCurrentRow(row);
                    break;
                }
            return true;
        }
        if (key == Qt::Key_Escape) {
            close();
            return true;
        }
    }
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        QListWidgetItem* item = m_list->currentItem();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && item) {
            item == m_new ? enter() : item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
            return true;
        }
        if (key == Qt::Key_Up && m_list->currentRow() <= 0) {
            m_edit->setFocus();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace fulcrum::views
