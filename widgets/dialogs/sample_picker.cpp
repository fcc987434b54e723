// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/sample_picker.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/models/sample_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

namespace fulcrum::dialogs {

namespace {

constexpr int kRowHeight = 52;

/// A small picture, the sample's text, and its answer or id.
class PickerDelegate : public QStyledItemDelegate
{
public:
    PickerDelegate(bridge::ThumbnailProvider* thumbnails, QObject* parent) : QStyledItemDelegate(parent), m_thumbnails(thumbnails) { }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRowHeight}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        using Model = models::SampleModel;
        const QPalette& p = option.palette;
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (selected || option.state & QStyle::State_MouseOver)
            theme::drawRounded(painter, QRectF(option.rect).adjusted(2, 1, -2, -1), 6,
                selected ? theme::mix(p.color(QPalette::Base), p.color(QPalette::Highlight), 0.2) : p.color(QPalette::AlternateBase),
                option.state & QStyle::State_HasFocus ? p.color(QPalette::Highlight) : QColor());
        const QRectF picture(option.rect.left() + 8, option.rect.top() + 4, 58, kRowHeight - 8);
        const QString path = index.data(Model::ImagePathRole).toString();
        const qreal ratio = painter->device()->devicePixelRatioF();
        delegates::paintPicture(painter, picture, m_thumbnails->pixmap(path, (picture.size() * ratio).toSize()),
            theme::mix(p.color(QPalette::Base), p.color(QPalette::Midlight), 0.7), 4);
        const QFont small = theme::font(theme::Text::Small), body = theme::font(theme::Text::Body);
        const double left = picture.right() + 10, width = option.rect.right() - left - 8;
        delegates::paintText(painter, QRectF(left, option.rect.top() + 6, width, QFontMetricsF(body).height()),
            index.data(Model::PrimaryTextRole).toString(), body, p.color(QPalette::Text), 1);
        delegates::paintText(painter, QRectF(left, option.rect.top() + 28, width, QFontMetricsF(small).height()),
            index.data(Model::SecondaryTextRole).toString(), small, p.color(QPalette::PlaceholderText), 1);
        painter->restore();
    }

private:
    bridge::ThumbnailProvider* m_thumbnails;
};

} // namespace

SamplePicker::SamplePicker(bridge::ProjectSession* session, data::Task task, bridge::ThumbnailProvider* thumbnails, QWidget* parent)
    : QDialog(parent), m_browser(session, &m_state), m_model(new models::SampleModel(this)),
      m_search(new QLineEdit), m_list(new QListView), m_count(theme::label({}, theme::Text::Small)),
      m_insert(new QPushButton(tr("Insert")))
{
    setWindowTitle(tr("Insert demonstrations"));
    resize(560, 520);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    m_search->setPlaceholderText(tr("Words, /pattern/, id:42, similar:\"a red bus\" …"));
    m_search->setAccessibleName(tr("Search the train split"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setModelColumn(models::SampleModel::TextColumn);
    m_list->setItemDelegate(new PickerDelegate(thumbnails, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAccessibleName(tr("Samples of the train split"));
    m_list->setMouseTracking(true);
    connect(thumbnails, &bridge::ThumbnailProvider::ready, m_list->viewport(), qOverload<>(&QWidget::update));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(m_insert, QDialogButtonBox::AcceptRole);
    m_insert->setProperty(theme::kPrimaryProperty, true);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addWidget(m_count);
    column->addWidget(buttons);
    connect(m_search, &QLineEdit::textChanged, &m_browser, &bridge::SampleBrowser::setText);
    connect(&m_browser, &bridge::SampleBrowser::rowsChanged, this, &SamplePicker::showRows);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        [this] { m_insert->setEnabled(m_list->selectionModel()->hasSelection()); });
    connect(m_list, &QListView::activated, this, &SamplePicker::take);
    connect(m_insert, &QPushButton::clicked, this, &SamplePicker::take);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(session, &bridge::ProjectSession::closed, this, &QDialog::reject);
    m_state.setTask(task);
    m_state.setSplit(data::Split::Train); // the browser follows
    showRows();
    m_search->setFocus();
}

void SamplePicker::showRows()
{
    if (m_model->dataset() != m_browser.dataset())
        m_model->setDataset(m_browser.dataset());
    m_model->setOrder(m_browser.rows());
    m_count->setText(m_browser.error() ? bridge::errorParagraph(*m_browser.error())
                                       : tr("%1 samples").arg(bridge::count(m_browser.shown())));
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0, models::SampleModel::TextColumn));
    m_insert->setEnabled(m_list->selectionModel()->hasSelection());
}

void SamplePicker::take()
{
    std::vector<int> rows;
    for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    std::vector<std::int64_t> samples;
    for (const int row : rows)
        samples.push_back(m_model->indexAt(row));
    if (samples.empty())
        return;
    accept();
    Q_EMIT chosen(samples);
}

/// The list follows the arrow keys while one types; Enter takes what is selected.
bool SamplePicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QCoreApplication::sendEvent(m_list, event);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace fulcrum::dialogs
